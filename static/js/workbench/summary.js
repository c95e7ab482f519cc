// SPDX-License-Identifier: Apache-2.0
// What the list says of a message. It is worked out when its row comes into
// view, and kept.
import { titleOf } from '../views/label.js';

/** @typedef {import('../codec/codec.js').Codec} Codec */
/** @typedef {import('../codec/codec.js').Tree} Tree */
/** @typedef {{name: string, flags: string, problems: number, gist: string}} Summary */

/** How many values the gist has, and how long it may be. */
const values = 3;
const longest = 80;

/** summarise reads a tree. @param {Tree} tree @returns {Summary} */
export function summarise(tree) {
  const flags = tree.nodes.find(n => n.name === 'nlmsg_flags');
  return {
    name: titleOf(tree),
    flags: flags && flags.value !== '0' ? flags.value.replaceAll('NLM_F_', '') : '',
    problems: tree.problems.length,
    gist: gistOf(tree),
  };
}

/** gistOf picks what tells messages apart: an error, names, addresses. @param {Tree} tree */
function gistOf(tree) {
  const found = new Set();
  for (const n of tree.nodes) {
    if (found.size === values) break;
    if (!n.leaf || !n.value) continue;
    const text = n.value[0] === '"' && /^"(.*?)(\\0)*"$/.exec(n.value);
    if (n.ctype === 'int' && n.name === 'error' || !text && isAddress(n.value)) found.add(n.value);
    else if (text) found.add(text[1]);
  }
  const gist = [...found].filter(Boolean).join(' · ');
  return gist.length > longest ? `${gist.slice(0, longest - 1)}…` : gist;
}

/** @param {string} v */
const isAddress = v => /^\d+\.\d+\.\d+\.\d+$/.test(v) && v !== '0.0.0.0' || v.includes(':') && /^[0-9a-f:.]+$/.test(v) && !/^[0:]+$/.test(v);

export class Summaries {
  /** @param {Codec} codec @param {import('./bench.js').Bench} bench */
  constructor(codec, bench) {
    this.codec = codec;
    this.bench = bench;
    /** Counts up when the codec learns something, after which all reads differently. */
    this.learnt = 0;
    /** @type {WeakMap<object, {how: string, summary: Summary}>} */
    this.known = new WeakMap();
  }

  /** of gives a message's summary. @param {import('./bench.js').Item} item @param {Tree} [tree] where it is known already */
  of(item, tree) {
    const o = this.bench.options(item);
    const how = `${o.protocol}/${o.bigEndian}/${this.learnt}`;
    const old = this.known.get(item);
    if (old?.how === how) return old.summary;
    const summary = summarise(tree ?? this.codec.decode(item.bytes, o));
    this.known.set(item, { how, summary });
    return summary;
  }
}
