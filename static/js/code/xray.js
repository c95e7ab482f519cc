// SPDX-License-Identifier: Apache-2.0
// The trace of a run as an indented tree: a list in lists, for every reader.
import { make, svg } from '../dom.js';
import { took } from '../timeline/took.js';
import { t } from '../page/words.js';
import { callTree } from './calls.js';

/** xrayOf gives the tree of a run; asked says whether it was traced. @param {any[]} events @param {boolean} asked @returns {HTMLElement[]} */
export function xrayOf(events, asked) {
  const calls = callTree(events);
  const trouble = events.filter(e => e.kind === 'note' && (e.name === 'xray-unavailable' || e.name === 'xray-lost'))
    .map(e => make('p', { class: 'bad' }, t(`note.${e.name}`, { text: e.text ?? '' })));
  if (!calls.length) return [...trouble, ...trouble.length ? [] : [make('p', { class: 'quiet' }, t(asked ? 'xray.none' : 'xray.off'))]];
  const longest = Math.max(1, ...calls.flatMap(c => c.roots.map(r => r.ns)));
  return [
    ...trouble, make('p', { class: 'quiet' }, t('xray.cost')),
    ...calls.map(c => make('section', {}, make('h4', {}, c.call && c.name ? t('xray.call', c) : t('xray.elsewhere', c)), branch(c.roots, longest))),
  ];
}

/** @param {import('./calls.js').Node[]} nodes @param {number} longest in nanoseconds */
function branch(nodes, longest) {
  return make('ul', {}, ...nodes.map(n => make('li', { class: n.module ? 'own' : '' },
    make('div', { class: 'fn' }, make('code', {}, `${n.name}()`), n.module ? make('span', { class: 'badge' }, n.module) : '',
      make('span', { class: 'took' }, n.open ? t('xray.open') : took(n.ns)),
      svg('svg', { class: 'share', viewBox: '0 0 100 1', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, svg('rect', { width: Math.max(1, (n.ns / longest) * 100), height: 1 }))),
    n.stack ? make('details', {}, make('summary', {}, t('xray.stack')), make('pre', { tabindex: 0 }, n.stack)) : '',
    n.inner.length ? branch(n.inner, longest) : '')));
}
