// SPDX-License-Identifier: Apache-2.0
// A session with the hub over a websocket. It opens with the first frame to
// send, survives dropped connections, and hands on every frame exactly once.

/** @typedef {import('../codec/codec.js').Codec} Codec */
/** @typedef {import('../codec/codec.js').Frame} Frame */

const firstPause = 500;
const longestPause = 15000;

export class Session extends EventTarget {
  /** @param {string} base @param {Codec} codec */
  constructor(base, codec) {
    super();
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
      const answer = await fetch(`${this.base}/api/session`, { method: 'POST', credentials: 'same-origin' });
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
    const url = new URL(`${this.base}/ws`, location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const ws = new WebSocket(url);
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
    } else if (frame.type === 'refused' && !this.welcome) {
      // The session is gone: what was going on in it is lost, and said so.
      const had = this.session !== '';
      this.session = '';
      this.last = 0;
      if (had) this.dispatchEvent(new CustomEvent('frame', { detail: frame }));
      else if (frame.body.code !== 'expired') {
        this.waiting = [];
        this.dispatchEvent(new CustomEvent('frame', { detail: frame }));
      }
      return;
    }
    this.dispatchEvent(new CustomEvent('frame', { detail: frame }));
  }

  again() {
    this.state('lost');
    setTimeout(() => void this.open(), this.pause);
    this.pause = Math.min(2 * this.pause, longestPause);
  }

  state(/** @type {string} */ name) {
    this.dispatchEvent(new CustomEvent('state', { detail: name }));
  }
}
