// SPDX-License-Identifier: Apache-2.0
// What a field is, in words: its value, its C type, its byte order, where it
// stands, what it means, and what defines it.
import { make } from '../dom.js';
import { known, t } from '../page/words.js';
import { labelOf } from './label.js';

/** @typedef {import('../codec/codec.js').Tree} Tree */
/** @typedef {import('../codec/codec.js').Node} Node */
/** @typedef {{name: string, value: string, kind: string, doc: string, from: string, struct: string}} Explained */

/** Values longer than this many characters are cut short here; their field has them whole. */
const longest = 48;

/** explain tells of one node; null if there is none. @param {Tree} tree @param {number} node @param {boolean} bigEndian @returns {Explained | null} */
export function explain(tree, node, bigEndian) {
  const n = tree.nodes[node];
  if (!n) return null;
  const to = n.offset + n.length - 1;
  const doc = [`doc.${n.name}`, `doc.${n.kind}`].find(known) ?? 'doc.other';
  const struct = structOf(n.name);
  return {
    name: labelOf(n) || t(known(`kind.${n.kind}`) ? `kind.${n.kind}` : 'kind.gap'),
    value: n.value.length > longest ? `${n.value.slice(0, longest - 1)}…` : n.value,
    kind: [n.ctype, n.length > 1 ? t('lab.where.bytes', { from: n.offset, to }) : t('lab.where.byte', { from: n.offset }), orderOf(n, bigEndian)]
      .filter(Boolean).join(' · '),
    doc: t(doc), from: struct && t(`doc.where.${struct}`), struct,
  };
}

/** Only a number of several bytes has an order. @param {Node} n @param {boolean} bigEndian */
function orderOf(n, bigEndian) {
  if (/^__be\d/.test(n.ctype)) return t('lab.order.network');
  return n.length > 1 && /^(__)?[us]\d+$|^int$|^enum /.test(n.ctype) ? t(bigEndian ? 'lab.where.big' : 'lab.where.little') : '';
}

/** The struct that defines a field. @param {string} name */
const structOf = name => ({ nlmsg: 'nlmsghdr', nla: 'nlattr', error: 'nlmsgerr' }[name.split('_')[0]] ?? '');

/** inOneLine is an explanation as a text. @param {Explained} e */
export const inOneLine = e => `${e.name}${e.value && ` = ${e.value}`} · ${e.kind}. ${e.doc}${e.from && ` ${e.from}`}`;

/** inLines is an explanation as elements. @param {Explained} e @returns {HTMLElement[]} */
export const inLines = e => [
  make('p', { class: 'what' }, e.name, make('span', { class: 'value' }, e.value && ` = ${e.value}`)),
  make('p', { class: 'kind' }, e.kind),
  make('p', { class: 'doc' }, e.doc),
  make('p', { class: `from ${e.struct}` }, e.from),
];
