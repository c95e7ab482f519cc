// SPDX-License-Identifier: Apache-2.0
// What the page knows of its machine: whether there is one, and whether it is
// still as it was lent. A run that inserts or removes modules leaves it changed,
// and whoever runs next needs another one.

/** Steps that load or unload modules, and so change a kernel for later runs. */
export const changing = new Set(['insert', 'load', 'unload']);

export class Machine {
  /** @param {import('../transport/transport.js').Transport} transport */
  constructor(transport) {
    this.transport = transport;
    /** What the server said last: none, starting, queued, ready or ended. */
    this.state = 'none';
    this.changed = false;
    /** The run that changes it, if it is begun; 0 for none. */
    this.changing = 0;
    transport.addEventListener('frame', e => this.#hear(/** @type {CustomEvent} */ (e).detail));
  }

  #hear(/** @type {{type: string, body: any}} */ { type, body }) {
    if (type === 'event' && body.kind === 'start' && body.run === this.changing) this.changed = true;
    if (type !== 'status') return;
    this.state = body.state;
    if (body.state === 'ended' || body.state === 'none') this.changed = false;
  }

  /** prepare has a clean machine on its way before there is anything to run. */
  prepare() {
    if (this.changed || this.state === 'none' || this.state === 'ended') this.#renew();
  }

  /**
   * claim sees to it that a run gets a clean machine, and notes what the run
   * will do to it. @param {number} run @param {any} program
   */
  claim(run, program) {
    if (this.changed) this.#renew();
    if (program.steps.some((/** @type {any} */ s) => changing.has(s.op))) this.changing = run;
  }

  #renew() {
    this.changed = false;
    this.state = 'starting';
    this.transport.reset();
  }
}
