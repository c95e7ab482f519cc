// SPDX-License-Identifier: Apache-2.0
import { make } from '../dom.js';
import { t } from '../page/words.js';
import { compare } from './diff.js';

/** @typedef {import('../codec/codec.js').Tree} Tree */
/** @typedef {{name: string, bytes: Uint8Array, tree: Tree}} Side */

const marks = { same: '', changed: '≠', left: '−', right: '+' };

/** <nl-compare> shows two messages side by side: bytes above, fields below. */
export class NLCompare extends HTMLElement {
  connectedCallback() {
    if (this.table) return;
    this.titles = [make('h3'), make('h3')];
    this.views = [0, 1].map(() => /** @type {import('../bytes/bytes.js').NLBytes} */ (make('nl-bytes', { readonly: true })));
    this.said = make('p', { class: 'said', role: 'status' });
    this.only = make('input', { type: 'checkbox', checked: true, onchange: () => this.#fill() });
    this.body = make('tbody');
    this.heads = [make('th', { scope: 'col' }), make('th', { scope: 'col' })];
    this.table = make('table', { class: 'differences' }, make('caption', { class: 'visually-hidden' }, t('workbench.differences')),
      make('thead', {}, make('tr', {}, make('th', { scope: 'col' }, make('span', { class: 'visually-hidden' }, t('workbench.difference'))), make('th', { scope: 'col' }, t('lab.name')), ...this.heads)), this.body);
    this.append(
      make('div', { class: 'sides' }, ...[0, 1].map(i => make('div', { class: 'side' }, this.titles?.[i] ?? '', this.views?.[i] ?? ''))),
      this.said, make('label', { class: 'only' }, this.only, t('workbench.differences.only')), this.table);
    this.views.forEach((v, i) => v.view.setAttribute('aria-label', t(i ? 'workbench.bytes.right' : 'workbench.bytes.left')));
  }

  /** show compares. @param {Side} a @param {Side} b */
  show(a, b) {
    const { fields, left, right } = compare(a, b);
    [a, b].forEach((side, i) => {
      const title = `${i ? 'B' : 'A'} · ${side.name} · ${t('workbench.bytes', { n: side.bytes.length })}`;
      if (this.titles) this.titles[i].textContent = title;
      if (this.heads) this.heads[i].textContent = i ? 'B' : 'A';
      const view = this.views?.[i];
      view?.show(side.bytes, side.tree);
      const marked = i ? right : left;
      view?.grid?.hexes.forEach((e, at) => e.classList.toggle('differs', marked.has(at)));
    });
    const count = fields.filter(f => f.kind !== 'same').length;
    if (this.said) this.said.textContent = count ? t('workbench.differ', { n: count }) : t('workbench.alike');
    this.shown = { a, b, fields };
    this.#fill();
  }

  #fill() {
    if (!this.shown) return;
    const { a, b, fields } = this.shown;
    const value = (/** @type {Side} */ side, /** @type {number} */ node) => (node < 0 ? '' : side.tree.nodes[node].value);
    const rows = this.only.checked ? fields.filter(f => f.kind !== 'same') : fields;
    this.body?.replaceChildren(...rows.map(f => make('tr', { class: f.kind },
      make('td', { class: 'sign' }, make('span', { 'aria-hidden': 'true' }, marks[f.kind]), make('span', { class: 'visually-hidden' }, t(`workbench.${f.kind}`))),
      make('th', { scope: 'row' }, f.name), make('td', {}, value(a, f.left)), make('td', {}, value(b, f.right)))));
  }
}
