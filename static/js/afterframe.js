// SPDX-License-Identifier: Apache-2.0
// Work that may wait until the page has been painted.

/**
 * AfterFrame does one piece of work in the first task behind the next frame. A
 * new piece takes the place of one that still waits.
 *
 *	later --requestAnimationFrame--> style, layout, paint --task--> work
 */
export class AfterFrame {
  /** @type {(() => void) | null} */
  #work = null;
  #frame = 0;
  #channel = new MessageChannel();

  constructor() {
    // A message that is posted while a frame is made is handled once it is done.
    this.#channel.port1.onmessage = () => this.now();
  }

  /** True while there is work that waits. */
  get waiting() { return this.#work !== null; }

  /** later puts work behind the next frame. @param {() => void} work */
  later(work) {
    this.drop();
    this.#work = work;
    this.#frame = requestAnimationFrame(() => this.#channel.port2.postMessage(0));
  }

  /** now does what waits at once. */
  now() {
    const work = this.#work;
    this.drop();
    work?.();
  }

  /** drop forgets what waits. */
  drop() {
    cancelAnimationFrame(this.#frame);
    this.#work = null;
  }
}
