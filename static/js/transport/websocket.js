// SPDX-License-Identifier: Apache-2.0
// A session with the hub over a websocket. It opens with the first frame to
// send, survives dropped connections, and hands on every frame exactly once.
import { fire } from './transport.js';

/** @typedef {import('../codec/codec.js').Codec} Codec */
/** @typedef {import('../codec/codec.js').Frame} Frame */

const firstPause = 500;
const longestPause = 15000;

/** @typedef {{fetch: typeof fetch, WebSocket: typeof WebSocket, wait: (after: () => void, ms: number) => void, here: string}} World */

/** world is the browser's own; a test gives another. @returns {World} */
const world = () => ({ fetch: (...a) => fetch(...a), WebSocket, wait: (after, ms) => void setTimeout(after, ms), here: location.href });

export class WebsocketTransport extends EventTarget {
  /** @param {string} base the site's base path @param {Codec} codec @param {World} [w] */
  constructor(base, codec, w = world()) {
    super();
    this.world = w;
    this.base = base;
    this.codec = codec;
    this.session = '';
    this.last = 0;
    this.pause = firstPause;
    /** @type {Uint8Array[]} */ this.waiting = [];
    this.welcome = false;
    /** @type {WebSocket | null} */ this.ws = null;
    this.opening = false;
  }

  /** @param {number} id @param {object} program */
  run(id, program) { this.send(this.codec.runFrame(id, program)); }

  stop() { this.send(this.codec.stopFrame()); }

  reset() { this.send(this.codec.resetFrame()); }

  /** send sends a frame, now or as soon as there is a connection. */
  send(/** @type {Uint8Array} */ frame) {
    if (this.welcome && this.ws) {
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
      else if (this.session || this.waiting.length) this.again();
    };
  }

  hear(/** @type {Uint8Array} */ bytes) {
    const frame = this.codec.frame(bytes);
    if (frame.seq) {
      if (frame.seq <= this.last) return;
      this.last = frame.seq;
    }
    if (frame.type === 'welcome') {
      this.session = frame.body.session;
      this.welcome = true;
      this.pause = firstPause;
      this.state('open');
      for (const f of this.waiting.splice(0)) this.ws?.send(/** @type {Uint8Array<ArrayBuffer>} */ (f));
      return;
    } else if (frame.type === 'refused' && !this.welcome) {
      // The session is gone: what was going on in it is lost, and said so.
      const had = this.session !== '';
      this.session = '';
      this.last = 0;
      if (had) fire(this, 'frame', frame);
      else if (frame.body.code !== 'expired') {
        this.waiting = [];
        fire(this, 'frame', frame);
      }
      return;
    }
    fire(this, 'frame', frame);
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
