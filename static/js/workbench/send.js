// SPDX-License-Identifier: Apache-2.0
// One message to the sandbox's kernel and back: open, bind, send, receive until
// it is quiet. The session is the one that the labs have.
import { kernel, nextRun } from '../lab/shared.js';
import { fromHex, toHex } from '../hex.js';

/** @typedef {import('../codec/codec.js').Codec} Codec */

const actor = 'workbench';

/** How long a kernel may say nothing before it has said all, in milliseconds. */
const quiet = 300;

/** The most datagrams that are taken: a dump of a thousand links has some two hundred. */
const mostDatagrams = 400;

const SOL_NETLINK = 270;
const NETLINK_EXT_ACK = 11;

/** programFor is the run that sends bytes. @param {Uint8Array} bytes @param {number} protocol */
export function programFor(bytes, protocol) {
  return {
    timeout_ms: 20_000,
    steps: [
      { actor, op: 'open', protocol },
      { actor, op: 'setsockopt', level: SOL_NETLINK, option: NETLINK_EXT_ACK, value: '01000000' },
      { actor, op: 'bind' },
      { actor, op: 'send', call: 'sendto', ...(bytes.length ? { data: toHex(bytes) } : {}) },
      { actor, op: 'receive', size: 65536, count: mostDatagrams, ms: quiet },
    ],
  };
}

export class Sender {
  /**
   * @param {Codec} codec @param {import('../run/run.js').NLRun} panel
   * @param {(data: Uint8Array) => void} reply is called for each datagram
   * @param {(events: any[], end: string) => void} ended is called once a run is over
   */
  constructor(codec, panel, reply, ended) {
    this.panel = panel;
    this.reply = reply;
    this.ended = ended;
    this.number = 0;
    /** @type {any[]} */
    this.events = [];
    this.transport = kernel(codec);
    this.over = new AbortController();
    const { signal } = this.over;
    this.transport.addEventListener('frame', e => this.#hear(/** @type {CustomEvent} */ (e).detail), { signal });
    this.transport.addEventListener('state', e => panel.connection(/** @type {CustomEvent} */ (e).detail), { signal });
    panel.addEventListener('nl-stop', () => this.transport.stop(), { signal });
    panel.addEventListener('nl-reset', () => this.transport.reset(), { signal });
    panel.enable();
  }

  /** end has it hear no more. */
  end() { this.over.abort(); }

  /** send runs one message; false if that cannot be run. @param {Uint8Array} bytes @param {number} protocol */
  send(bytes, protocol) {
    this.number = nextRun();
    this.events = [];
    try {
      this.transport.run(this.number, programFor(bytes, protocol));
      this.panel.running(true);
      return true;
    } catch (e) {
      const error = /** @type {any} */ (e);
      this.panel.refused({ code: 'bad-program', path: error.path, text: error.message });
      return false;
    }
  }

  #hear(/** @type {{type: string, body: any}} */ { type, body }) {
    if (type === 'status') this.panel.status(body);
    else if (type === 'refused' && (!body.run || body.run === this.number)) {
      this.panel.running(false);
      this.panel.refused(body);
      if (body.run === this.number || body.code === 'no-sandbox' || body.code === 'queue-full') this.ended([], body.code);
    } else if (type === 'event' && body.run === this.number) this.#event(body);
  }

  #event(/** @type {any} */ e) {
    this.events.push(e);
    if (e.kind === 'received') this.reply(fromHex(e.data ?? ''));
    if (e.kind !== 'end') return;
    this.panel.running(false);
    this.panel.status(this.panel.last);
    this.ended(this.events, e.name);
  }
}

/** failedCall finds the call that failed before anything could be received. @param {any[]} events */
export const failedCall = events => events.find(e => e.kind === 'return' && e.errno && e.step < 4 && e.step !== 1);
