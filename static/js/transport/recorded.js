// SPDX-License-Identifier: Apache-2.0
// A recorded run in place of a kernel. It plays what was recorded, whatever is
// asked; the page says so.
import { fire } from './transport.js';

/** An idle stretch of a recording is cut to this many milliseconds. */
const longestWait = 250;

export class RecordedTransport extends EventTarget {
  /**
   * @param {{kernel: string, accel: string, events: any[]}} recording
   * @param {(after: () => void, ms: number) => any} [wait]
   */
  constructor(recording, wait = (after, ms) => setTimeout(after, ms)) {
    super();
    this.recording = recording;
    this.wait = wait;
    this.seq = 0;
    this.turn = 0;
    /** @type {(() => void) | null} */
    this.cut = null;
  }

  /** @param {number} id @param {object} _program */
  run(id, _program) {
    const turn = ++this.turn;
    fire(this, 'state', 'open');
    const events = this.recording.events.map(e => ({ ...e, run: id }));
    const last = events.at(-1);
    this.cut = () => {
      this.turn++;
      this.cut = null;
      this.#frame('event', { ...last, kind: 'end', name: 'stopped' });
    };
    const play = (/** @type {number} */ i) => {
      if (turn !== this.turn) return;
      if (i === events.length - 1) this.cut = null;
      this.#frame('event', events[i]);
      if (i + 1 < events.length) this.wait(() => play(i + 1), Math.min(longestWait, Math.max(0, events[i + 1].t - events[i].t) / 1e6));
    };
    this.wait(() => play(0), 0);
  }

  stop() { this.cut?.(); }

  reset() { this.cut?.(); }

  #frame(/** @type {string} */ type, /** @type {any} */ body) {
    fire(this, 'frame', { type, seq: ++this.seq, body });
  }
}
