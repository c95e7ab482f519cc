// SPDX-License-Identifier: Apache-2.0
// From the trace of a run to a tree: system calls, and the kernel functions that
// ran in them, each with how long it took.

/** @typedef {{name: string, module: string, ns: number, open: boolean, stack: string, inner: Node[]}} Node */
/** @typedef {{lane: string, name: string, call: number, roots: Node[]}} Call what ran in one system call; call 0 is outside any that is known */

const argument = (/** @type {any} */ e, /** @type {string} */ name) => e.args?.find((/** @type {string[]} */ a) => a[0] === name)?.[1] ?? '';

/** callTree groups a run's kernel functions by system call. @param {any[]} events @returns {Call[]} */
export function callTree(events) {
  /** @type {Map<string, Call>} */
  const calls = new Map();
  /** @type {Map<number, string>} */
  const names = new Map();
  /** @type {Map<string, {node: Node, call: Call}[]>} */
  const open = new Map();
  for (const e of events) {
    if (e.kind === 'enter' && e.call) names.set(e.call, e.name);
    if (e.kind === 'note' && e.name === 'xray-stack') {
      const top = open.get(e.lane ?? '')?.at(-1);
      if (top) top.node.stack = e.text ?? '';
    }
    if (e.kind !== 'call' && e.kind !== 'callret') continue;
    const lane = e.lane ?? '';
    const stack = open.get(lane) ?? [];
    open.set(lane, stack);
    if (e.kind === 'callret') {
      const at = stack.findLastIndex(o => o.node.name === e.name);
      if (at < 0) continue; // it was entered before the trace began
      const [{ node }] = stack.splice(at);
      Object.assign(node, { open: false, ns: Number(argument(e, 'duration_ns')) });
      continue;
    }
    const key = `${lane}/${e.call ?? 0}`;
    const call = calls.get(key) ?? { lane, name: names.get(e.call) ?? '', call: e.call ?? 0, roots: [] };
    calls.set(key, call);
    const node = { name: e.name ?? '', module: argument(e, 'module'), ns: 0, open: true, stack: '', inner: [] };
    const parent = stack.at(-1);
    (parent && parent.call === call ? parent.node.inner : call.roots).push(node);
    stack.push({ node, call });
  }
  return [...calls.values()];
}
