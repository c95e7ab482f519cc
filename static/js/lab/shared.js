// SPDX-License-Identifier: Apache-2.0
// What all labs of a page share: one codec, one machine, and what the page
// before it in this tab left behind for the same labs.
import { loadCodec } from '../codec/codec.js';
import { WebsocketTransport } from '../transport/websocket.js';
import { Machine } from '../run/machine.js';
import { leave, take } from './handover.js';

/** @typedef {import('../codec/codec.js').Codec} Codec */
/** @typedef {import('./handover.js').LabState} LabState */

/** @type {Promise<Codec> | null} */
let loading = null;
/** @type {WebsocketTransport | null} */
let transport = null;
/** @type {Machine | null} */
let shared = null;
/** @type {import('./handover.js').Left | null} */
let left = null;
let runs = 0;
/** What each lab of the page would hand over, by its id. @type {Map<string, () => LabState>} */
const labs = new Map();

/** codec loads the codec once the page has been drawn. */
export function codec() {
  loading ??= new Promise(painted => requestAnimationFrame(() => setTimeout(painted)))
    .then(() => loadCodec(document.body.dataset.wasm ?? ''));
  return loading;
}

/** kernel is the way to this learner's machine. @param {Codec} c */
export function kernel(c) {
  transport ??= new WebsocketTransport(document.body.dataset.base ?? '', c);
  return transport;
}

/** machine is what is known of the machine behind it. @param {import('../transport/transport.js').Transport} way */
export function machine(way) {
  shared ??= new Machine(way);
  return shared;
}

/** nextRun numbers the runs of a session from 1. */
export const nextRun = () => ++runs;

/**
 * inherit gives what the page before left for a lab, or null, and sees to it
 * that the next page gets what this one has. The machine goes on with the lab
 * that it was of.
 * @param {string} id @param {() => LabState} state @returns {LabState | null}
 */
export function inherit(id, state) {
  if (!labs.size) {
    left = take(sessionStorage);
    addEventListener('pagehide', () => leave(sessionStorage, { runs, thread: transport?.thread() ?? null, changed: shared?.changed ?? false, labs: Object.fromEntries(Array.from(labs, ([k, f]) => [k, f()])) }));
  }
  labs.set(id, state);
  const mine = left?.labs[id] ?? null;
  if (left && mine) {
    runs = Math.max(runs, left.runs);
    if (left.thread) resume(left.thread, left.changed ?? false);
    left.thread = null;
  }
  return mine;
}

function resume(/** @type {import('../transport/websocket.js').Thread} */ thread, /** @type {boolean} */ changed) {
  transport?.resume(thread);
  if (shared) Object.assign(shared, { state: 'ready', changed });
}
