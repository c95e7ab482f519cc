// SPDX-License-Identifier: Apache-2.0
// Search in the fields of all messages, from one hit to the next.
import { labelOf } from '../views/label.js';

/** @typedef {import('../codec/codec.js').Tree} Tree */

/** matches lists the nodes whose name or value has a text in it. @param {Tree} tree @param {string} text */
export function matches(tree, text) {
  const wanted = text.toLowerCase();
  /** @type {number[]} */
  const found = [];
  tree.nodes.forEach((n, i) => {
    if (labelOf(n).toLowerCase().includes(wanted) || n.leaf && n.value.toLowerCase().includes(wanted)) found.push(i);
  });
  // An attribute, its type field and its value would be three hits for one name.
  return found.filter(i => !(tree.nodes[i].name === 'nla_type' && found.includes(tree.nodes[i].parent)));
}

/**
 * seek goes on from a node of a message to the next hit, around the list's end
 * if need be; null if there is none at all.
 * @param {number} count of messages @param {(at: number) => Tree} treeOf
 * @param {{message: number, node: number}} from @param {string} text @param {1 | -1} step
 * @returns {{message: number, node: number, hit: number, hits: number} | null}
 */
export function seek(count, treeOf, from, text, step) {
  for (let k = 0; k <= count; k++) {
    const message = (((from.message + k * step) % count) + count) % count;
    const hits = matches(treeOf(message), text);
    if (!hits.length) continue;
    let hit = step > 0 ? 0 : hits.length - 1;
    if (k === 0) {
      hit = step > 0 ? hits.findIndex(n => n > from.node) : hits.findLastIndex(n => n < from.node);
      if (hit < 0) continue;
    }
    return { message, node: hits[hit], hit: hit + 1, hits: hits.length };
  }
  return null;
}
