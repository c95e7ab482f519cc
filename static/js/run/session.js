// SPDX-License-Identifier: Apache-2.0
// One user of the page's machine. Several share it; each hears of its own runs
// only, and of the machine.
//
//	Session --ask--> Machine --reset?--> transport
//	        --run--------------------->
//	Hearer <--status, refused, event, connection-- frames of its run
import { RecordedTransport } from '../transport/recorded.js';
import { machine, nextRun } from '../lab/shared.js';

/** @typedef {import('../transport/transport.js').Transport} Transport */
/** @typedef {{status(s: any): void, refused(r: any): void, event(e: any): void, connection(state: string, pause: number): void}} Hearer */

export class Session {
  /** @param {Transport} kernel @param {Hearer} hearer */
  constructor(kernel, hearer) {
    this.kernel = kernel;
    this.hearer = hearer;
    this.machine = machine(kernel);
    /** The run that it hears of. */
    this.number = 0;
    /** The way that the run goes: to the kernel, or to a recording. */
    this.transport = kernel;
    this.#hearFrom(kernel);
  }

  get live() { return this.transport === this.kernel; }

  #hearFrom(/** @type {Transport} */ transport) {
    transport.addEventListener('frame', e => {
      if (transport === this.transport) this.#hear(/** @type {CustomEvent} */ (e).detail);
    });
    transport.addEventListener('state', e => {
      if (transport === this.transport && this.live) this.hearer.connection(/** @type {CustomEvent} */ (e).detail, /** @type {any} */ (transport).pause);
    });
  }

  #hear(/** @type {{type: string, body: any}} */ { type, body }) {
    if (type === 'status') this.hearer.status(body);
    else if (type === 'refused' && (!body.run || body.run === this.number)) this.hearer.refused(body);
    else if (type === 'event' && body.run === this.number) this.hearer.event(body);
  }

  /** run asks for a run; a program that cannot be run throws, with its place. @param {any} program */
  run(program) {
    this.number = nextRun();
    this.transport = this.kernel;
    this.machine.claim(this.number, program);
    this.transport.run(this.number, program);
  }

  /** play plays a recorded run in place of the one that was asked for. @param {any} recorded */
  play(recorded) {
    this.transport = new RecordedTransport(recorded);
    this.#hearFrom(this.transport);
    this.transport.run(this.number, {});
  }

  stop() { this.transport.stop(); }
  reset() { this.transport.reset(); }
}
