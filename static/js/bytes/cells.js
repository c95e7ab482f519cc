// SPDX-License-Identifier: Apache-2.0
// What each byte of the view looks like; the same as the server renders.
import { hexByte } from '../hex.js';

/** @typedef {import('../codec/codec.js').Tree} Tree */
/** @typedef {{hex: string, char: string, node: number, className: string, tag: string, narrow: string, wide: string, wrong: boolean}} Cell */

/** fieldClass colours a node's bytes by its letter, or by its kind. @param {{kind: string, tag: string}} n */
export function fieldClass(n) {
  if (n.kind === 'padding') return 'f-pad';
  if (!n.tag) return 'f-gap';
  return n.tag >= 'a' ? `f-attr-${n.tag}` : `f-${n.tag.toLowerCase()}`;
}

/** ownersOf gives the leaf that each byte belongs to. @param {number} length @param {Tree} tree */
export function ownersOf(length, tree) {
  const owners = new Array(length).fill(-1);
  tree.nodes.forEach((n, i) => {
    if (n.leaf) owners.fill(i, n.offset, n.offset + n.length);
  });
  return owners;
}

/**
 * edges names the sides of a byte where its field ends, in rows of width bytes.
 * @param {number[]} owners @param {number} at @param {number} width
 */
export function edges(owners, at, width) {
  const own = owners[at];
  return (at % width === 0 || owners[at - 1] !== own ? 'l' : '')
    + (at % width === width - 1 || owners[at + 1] !== own ? 'r' : '')
    + (owners[at - width] !== own ? 't' : '')
    + (owners[at + width] !== own ? 'b' : '');
}

/** cellsOf describes every byte. @param {Uint8Array} bytes @param {Tree} tree @returns {Cell[]} */
export function cellsOf(bytes, tree) {
  const owners = ownersOf(bytes.length, tree);
  const wrong = new Set();
  for (const p of tree.problems) {
    for (let i = p.offset; i < p.offset + p.length; i++) wrong.add(i);
  }
  return Array.from(bytes, (b, at) => {
    const n = tree.nodes[owners[at]];
    return {
      hex: hexByte(b), char: b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : '·', node: owners[at],
      className: n ? fieldClass(n) : 'f-gap', tag: n && n.offset === at ? n.tag : '',
      narrow: edges(owners, at, 8), wide: edges(owners, at, 16), wrong: wrong.has(at),
    };
  });
}
