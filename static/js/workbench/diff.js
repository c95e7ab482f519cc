// SPDX-License-Identifier: Apache-2.0
// Two messages field by field. Fields are matched by what they are in and what
// they are called, the first with the first and the second with the second, so
// that an attribute put in between does not make all behind it differ.
import { labelOf } from '../views/label.js';
import { pathsOf } from './outline.js';

/** @typedef {import('../codec/codec.js').Tree} Tree */
/** @typedef {{kind: 'same' | 'changed' | 'left' | 'right', name: string, depth: number, left: number, right: number}} Difference nodes, -1 where a side has none */

/**
 * compare matches the leaves of two trees.
 * @param {{bytes: Uint8Array, tree: Tree}} a @param {{bytes: Uint8Array, tree: Tree}} b
 * @returns {{fields: Difference[], left: Set<number>, right: Set<number>}} left and right are the bytes that differ, by offset
 */
export function compare(a, b) {
  const rightOf = new Map(pathsOf(b.tree).map((p, i) => [p, i]));
  const leftPaths = pathsOf(a.tree);
  const left = new Set();
  const right = new Set();
  /** @type {Difference[]} */
  const fields = [];
  const mark = (/** @type {Set<number>} */ set, /** @type {{offset: number, length: number}} */ n) => {
    for (let i = 0; i < n.length; i++) set.add(n.offset + i);
  };
  a.tree.nodes.forEach((n, i) => {
    if (!n.leaf) return;
    const j = rightOf.get(leftPaths[i]) ?? -1;
    const m = j >= 0 && b.tree.nodes[j].leaf ? b.tree.nodes[j] : undefined;
    const name = nameOf(a.tree, i);
    if (!m) {
      mark(left, n);
      fields.push({ kind: 'left', name, depth: n.depth, left: i, right: -1 });
      return;
    }
    let same = n.length === m.length;
    for (let k = 0; k < Math.max(n.length, m.length); k++) {
      const x = k < n.length ? a.bytes[n.offset + k] : -1;
      const y = k < m.length ? b.bytes[m.offset + k] : -1;
      if (x === y) continue;
      same = false;
      if (x >= 0) left.add(n.offset + k);
      if (y >= 0) right.add(m.offset + k);
    }
    fields.push({ kind: same ? 'same' : 'changed', name, depth: n.depth, left: i, right: j });
  });
  return { fields: merge(fields, b.tree, (m, j) => {
    mark(right, m);
    return { kind: 'right', name: nameOf(b.tree, j), depth: m.depth, left: -1, right: j };
  }), left, right };
}

/**
 * merge puts what only the right side has where it stands there: behind the
 * field that precedes it on that side.
 * @param {Difference[]} fields @param {Tree} tree @param {(n: import('../codec/codec.js').Node, i: number) => Difference} only
 */
function merge(fields, tree, only) {
  const known = new Set(fields.map(f => f.right));
  /** @type {Map<number, Difference[]>} */
  const behind = new Map();
  let last = -1;
  tree.nodes.forEach((n, i) => {
    if (!n.leaf) return;
    if (known.has(i)) {
      last = i;
      return;
    }
    const here = behind.get(last) ?? [];
    here.push(only(n, i));
    behind.set(last, here);
  });
  return [...behind.get(-1) ?? [], ...fields.flatMap(f => [f, ...(f.right >= 0 ? behind.get(f.right) ?? [] : [])])];
}

/** nameOf says what a leaf is: a field by its name, a value by its attribute's. @param {Tree} tree @param {number} i */
export function nameOf(tree, i) {
  const n = tree.nodes[i];
  const holder = tree.nodes[n.parent];
  if (holder?.kind !== 'attr') return labelOf(n) || n.kind;
  const name = holder.name || `#${tree.nodes.find((c, j) => j > n.parent && c.parent === n.parent && c.name === 'nla_type')?.value ?? ''}`;
  return n.kind === 'payload' ? name : `${name} ${labelOf(n)}`;
}
