// SPDX-License-Identifier: Apache-2.0
import { known, t } from '../page/words.js';

/**
 * explain says in one line what a field is, its value, its C type, where it
 * stands and what defines it.
 * @param {import('../codec/codec.js').Tree} tree @param {number} node
 */
export function explain(tree, node) {
  const n = tree.nodes[node];
  if (!n) return '';
  const from = n.offset;
  const to = n.offset + n.length - 1;
  const value = n.value.length > 48 ? `${n.value.slice(0, 47)}…` : n.value;
  const place = t('lab.where', { name: n.name || n.kind, value, ctype: n.ctype || n.kind, from, to });
  const key = [`doc.${n.name}`, `doc.${n.kind}`].find(known) ?? 'doc.other';
  const where = n.name.startsWith('nlmsg_') ? ` ${t('doc.where.nlmsghdr')}` : '';
  return `${place}. ${t(key)}${where}`;
}
