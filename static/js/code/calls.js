// SPDX-License-Identifier: Apache-2.0
// From the trace of a run to a tree: system calls, and the kernel functions that
// ran in them, each with how long it took.

import { argument, Nest } from '../timeline/nest.js';

/** @typedef {{name: string, module: string, ns: number, open: boolean, stack: string, inner: Node[]}} Node */
/** @typedef {{lane: string, name: string, call: number, roots: Node[]}} Call what ran in one system call; call 0 is outside any that is known */

/** callTree groups a run's kernel functions by system call. @param {any[]} events @returns {Call[]} */
export function callTree(events) {
  /** @type {Map<string, Call>} */
  const calls = new Map();
  /** @type {Map<number, string>} */
  const names = new Map();
  /** @type {Nest<{node: Node, call: Call}>} */
  const nest = new Nest();
  for (const e of events) {
    if (e.kind === 'enter' && e.call) names.set(e.call, e.name);
    const inner = nest.inner(e);
    if (e.kind === 'note' && e.name === 'xray-stack' && inner) inner.node.stack = e.text ?? '';
    if (e.kind === 'callret') {
      const left = nest.leave(e);
      if (left) Object.assign(left.node, { open: false, ns: Number(argument(e, 'duration_ns')) });
    }
    if (e.kind !== 'call') continue;
    const lane = e.lane ?? '';
    const key = `${lane}/${e.call ?? 0}`;
    const call = calls.get(key) ?? { lane, name: names.get(e.call) ?? '', call: e.call ?? 0, roots: [] };
    calls.set(key, call);
    const node = { name: e.name ?? '', module: argument(e, 'module'), ns: 0, open: true, stack: '', inner: [] };
    (inner?.call === call ? inner.node.inner : call.roots).push(node);
    nest.enter(e, { node, call });
  }
  return [...calls.values()];
}
