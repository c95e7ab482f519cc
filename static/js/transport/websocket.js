// SPDX-License-Identifier: Apache-2.0
// A session with the hub over a websocket. It opens with the first frame to
// send, survives dropped connections, and hands on every frame exactly once.
import { fire } from './transport.js';

/** @typedef {import('../codec/codec.js').Codec} Codec */
/** @typedef {import('../codec/codec.js').Frame} Frame */

const firstPause = 500;
const longestPause = 15000;

/** MaxInput of wasm/labproto: the most bytes of one input frame. */
const mostInput = 4096;

/** WebSocket.OPEN */
const OPEN = 1;

/** @typedef {{fetch: typeof fetch, WebSocket: typeof WebSocket, wait: (after: () => void, ms: number) => void, here: string}} World */

/** world is the browser's own; a test gives another. @returns {World} */
const world = () => ({ fetch: (...a) => fetch(...a), WebSocket, wait: (after, ms) => void setTimeout(after, ms), here: location.href });

/** What a page hands to the next one so that it goes on with the same machine. @typedef {{session: string, last: number, active: number}} Thread */

export class WebsocketTransport extends EventTarget {
  /** @param {string} base the site's base path @param {Codec} codec @param {World} [w] */
  constructor(base, codec, w = world()) {
    super();
    this.world = w;
    this.base = base;
    this.codec = codec;
    this.session = '';
    this.last = 0;
    /** The run that was asked for and has not ended, 0 for none. */
    this.active = 0;
    /** Its frame, until the server shows that it has it. @type {Uint8Array | null} */
    this.unheard = null;
    /** The run that was asked for a second time. */
    this.repeated = 0;
    /** How long the next pause between two tries is, in milliseconds. */
    this.pause = firstPause;
    /** @type {Uint8Array[]} */ this.waiting = [];
    this.welcome = false;
    /** @type {WebSocket | null} */ this.ws = null;
    this.opening = false;
  }

  /** @param {number} id @param {object} program */
  run(id, program) {
    const frame = this.codec.runFrame(id, program);
    this.active = id;
    this.unheard = frame;
    this.send(frame);
  }

  /** A run that nobody has heard of yet is given up here. */
  stop() {
    if (this.welcome || !this.unheard) {
      this.send(this.codec.stopFrame());
      return;
    }
    const run = this.active;
    this.waiting = this.waiting.filter(f => f !== this.unheard);
    this.unheard = null;
    this.active = 0;
    fire(this, 'frame', { type: 'refused', body: { run, code: 'stopped' } });
  }

  /**
   * input types bytes into the program of the active run's step.
   * @param {number} step @param {Uint8Array} bytes @param {boolean} [eof]
   */
  input(step, bytes, eof = false) {
    for (let at = 0; at === 0 || at < bytes.length; at += mostInput) {
      const last = at + mostInput >= bytes.length;
      this.send(this.codec.inputFrame(this.active, step, bytes.subarray(at, at + mostInput), eof && last));
    }
  }

  reset() { this.send(this.codec.resetFrame()); }

  /** thread is what the next page goes on with; null if there is nothing. @returns {Thread | null} */
  thread() { return this.session ? { session: this.session, last: this.last, active: this.active } : null; }

  /** resume goes on where another page stopped. @param {Thread} thread */
  resume(thread) {
    Object.assign(this, thread);
    void this.open();
  }

  /** send sends a frame, now or as soon as there is a connection. */
  send(/** @type {Uint8Array} */ frame) {
    // A socket that is closing takes frames and loses them.
    if (this.welcome && this.ws?.readyState === OPEN) {
      this.ws.send(/** @type {Uint8Array<ArrayBuffer>} */ (frame));
      return;
    }
    this.waiting.push(frame);
    void this.open();
  }

  async open() {
    if (this.opening || this.ws) return;
    this.opening = true;
    this.state('connecting');
    try {
      const answer = await this.world.fetch(`${this.base}/api/session`, { method: 'POST', credentials: 'same-origin' });
      if (!answer.ok) throw new Error(`api/session: ${answer.status}`);
      const { token } = await answer.json();
      this.connect(token);
    } catch {
      this.again();
    } finally {
      this.opening = false;
    }
  }

  connect(/** @type {string} */ token) {
    const url = new URL(`${this.base}/ws`, this.world.here);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const ws = new this.world.WebSocket(url);
    this.ws = ws;
    ws.binaryType = 'arraybuffer';
    ws.onopen = () => ws.send(/** @type {Uint8Array<ArrayBuffer>} */ (this.codec.helloFrame({ token, session: this.session, last: this.last })));
    ws.onmessage = e => this.hear(new Uint8Array(e.data));
    ws.onclose = e => {
      if (this.ws !== ws) return;
      this.ws = null;
      this.welcome = false;
      if (e.reason === 'replaced') this.state('replaced');
      else if (this.session || this.waiting.length || this.unheard) this.again();
    };
  }

  hear(/** @type {Uint8Array} */ bytes) {
    const frame = this.codec.frame(bytes);
    if (frame.seq) {
      if (frame.seq <= this.last) return;
      this.last = frame.seq;
    }
    if (frame.type === 'welcome') this.#welcome(frame.body.session);
    else if (frame.type === 'refused' && !this.welcome) this.#turnedAway(frame);
    else if (this.#note(frame)) fire(this, 'frame', frame);
  }

  /** note keeps track of the run; it is false for a frame that is of no interest. */
  #note(/** @type {Frame} */ { type, body }) {
    const ours = this.active !== 0 && body.run === this.active;
    if (type === 'refused' && ours && body.code === 'run-active' && this.repeated === this.active) return false;
    if (ours || (type === 'status' && (body.state === 'queued' || body.state === 'starting'))) this.unheard = null;
    if (ours && (type === 'refused' || body.kind === 'end')) this.active = 0;
    return true;
  }

  #welcome(/** @type {string} */ session) {
    this.session = session;
    this.welcome = true;
    this.pause = firstPause;
    this.state('open');
    const frames = this.waiting.splice(0);
    if (this.unheard && !frames.includes(this.unheard)) {
      frames.unshift(this.unheard);
      this.repeated = this.active;
    }
    for (const f of frames) this.ws?.send(/** @type {Uint8Array<ArrayBuffer>} */ (f));
  }

  /**
   * The server does not know the session any more, or lets nobody in. A run that
   * was going on in it is lost; one that was only asked for goes to a new one.
   */
  #turnedAway(/** @type {Frame} */ frame) {
    const ours = frame.body.code === 'expired' && this.session !== '';
    this.session = '';
    this.last = 0;
    if (ours && this.unheard) return;
    this.waiting = [];
    this.unheard = null;
    if (ours && !this.active) {
      fire(this, 'frame', { type: 'status', body: { state: 'none' } });
      return;
    }
    fire(this, 'frame', { ...frame, body: { ...frame.body, run: this.active } });
    this.active = 0;
  }

  again() {
    this.state('lost');
    this.world.wait(() => void this.open(), this.pause);
    this.pause = Math.min(2 * this.pause, longestPause);
  }

  state(/** @type {string} */ name) {
    fire(this, 'state', name);
  }
}
