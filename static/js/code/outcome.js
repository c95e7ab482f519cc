// SPDX-License-Identifier: Apache-2.0
// How a run of programs and modules came out: read from its events.
import { changing } from '../run/machine.js';

/** @typedef {{kind: string, function: string, file: string, line: number, module: string, address: string, freed: string, allocated: string, trace: string}} Oops freed and allocated are file:line */
/** @typedef {{lane: string, name: string, status: number, signal: string}} Exit a program that ended: its file, or its lane where several lanes run that file; its exit status, or the signal that ended it */
/** @typedef {{end: string, exits: Exit[], failed: {name: string, op: string, errno: string}[], oopses: Oops[], panic: boolean}} Outcome */

/** outcome reads it. @param {any} program @param {any[]} events @returns {Outcome} */
export function outcome(program, events) {
  /** @type {Outcome} */
  const o = { end: '', exits: [], failed: [], oopses: [], panic: false };
  /** @type {Map<string, any>} */
  const running = new Map();
  const nameOf = (/** @type {string} */ lane, /** @type {any} */ exec) => (program.steps.some((/** @type {any} */ s) => s.op === 'exec' && s.name === exec.name && s.actor !== lane) ? lane : exec.name);
  for (const e of events) {
    const step = program.steps[e.step ?? -1];
    if (step?.op === 'exec') running.set(e.lane ?? '', step);
    const exec = running.get(e.lane ?? '');
    if (e.kind === 'exit' && exec) o.exits.push({ lane: e.lane, name: nameOf(e.lane, exec), status: e.ret ?? 0, signal: e.name ?? '' });
    if (e.kind === 'return' && e.errno && changing.has(step?.op)) o.failed.push({ name: step.name, op: step.op, errno: e.errno });
    if (e.kind === 'panic') o.panic = true;
    if (e.kind === 'note' && e.name === 'oops') o.oopses.push(oopsOf(e));
    if (e.kind === 'end') o.end = e.name ?? '';
  }
  return o;
}

/** @param {any} e @returns {Oops} */
function oopsOf(e) {
  const a = Object.fromEntries(e.args ?? []);
  return {
    kind: a.kind ?? 'unknown', function: a.function ?? '', file: a.file ?? '', line: Number(a.line ?? 0),
    module: a.module ?? '', address: a.address ?? '', freed: a.freed ?? '', allocated: a.allocated ?? '', trace: e.text ?? '',
  };
}
