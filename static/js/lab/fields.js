// SPDX-License-Identifier: Apache-2.0
// The field table: a row a leaf, values editable, problems beside them.
import { t } from '../page/words.js';
import { el } from './dom.js';
import { fieldClass } from './bytes.js';

/** @typedef {import('../codec/codec.js').Tree} Tree */

export class FieldTable extends EventTarget {
  /** @param {HTMLElement} host @param {{editable: boolean}} o */
  constructor(host, o) {
    super();
    this.editable = o.editable;
    const body = host.querySelector('tbody');
    if (!body) throw new Error('a field table needs a tbody');
    this.body = body;
    this.shape = '';
    /** @type {Map<number, {row: HTMLElement, input: HTMLInputElement | HTMLElement, note: HTMLElement}>} */ this.rows = new Map();
    body.addEventListener('pointerover', e => this.point(e));
    body.addEventListener('focusin', e => this.point(e));
  }

  /** show draws a tree; rows are kept while their number and names are the same. @param {Tree} tree */
  show(tree) {
    const leaves = tree.nodes.map((n, i) => ({ n, i })).filter(({ n }) => n.leaf);
    const shape = leaves.map(({ n, i }) => `${i}${n.name}${n.tag}`).join();
    if (shape !== this.shape) this.lay(leaves);
    this.shape = shape;
    const wrong = new Map(tree.problems.map(p => [p.node, p.code]));
    for (const { n, i } of leaves) {
      const r = this.rows.get(i);
      if (!r) continue;
      const off = /** @type {HTMLElement} */ (r.row.firstElementChild);
      if (off.textContent !== String(n.offset)) off.textContent = String(n.offset);
      if (r.input instanceof HTMLInputElement) {
        if (document.activeElement !== r.input && r.input.value !== n.value) r.input.value = n.value;
      } else if (r.input.textContent !== n.value) {
        r.input.textContent = n.value;
      }
      const code = wrong.get(i);
      this.say(r, code ? t(`problem.${code}`) : '');
    }
  }

  say(/** @type {{row: HTMLElement, note: HTMLElement}} */ r, /** @type {string} */ text) {
    if (r.note.textContent !== text) r.note.textContent = text;
    r.row.classList.toggle('wrong', text !== '');
  }

  lay(/** @type {{n: import('../codec/codec.js').Node, i: number}[]} */ leaves) {
    this.rows.clear();
    this.body.replaceChildren(...leaves.map(({ n, i }) => {
      const editable = this.editable && n.kind !== 'padding' && n.kind !== 'gap';
      const input = editable
        ? /** @type {HTMLInputElement} */ (el('input', { type: 'text', spellcheck: 'false', autocomplete: 'off', 'aria-label': n.name }))
        : el('span');
      const note = el('span', { class: 'note', role: 'status' });
      const row = el('tr', { 'data-node': i },
        el('td', { class: 'num' }, String(n.offset)),
        el('th', { scope: 'row' }, el('span', { class: `tag ${fieldClass(n)}` }, n.tag), n.kind === 'padding' ? 'padding' : n.name),
        el('td', { class: 'value' }, input, note),
        el('td', { class: 'ctype' }, n.ctype));
      const r = { row, input, note };
      if (input instanceof HTMLInputElement) {
        input.addEventListener('input', () => this.edit(i, input));
        input.addEventListener('change', () => this.dispatchEvent(new CustomEvent('settle')));
      }
      this.rows.set(i, r);
      return row;
    }));
  }

  edit(/** @type {number} */ node, /** @type {HTMLInputElement} */ input) {
    this.dispatchEvent(new CustomEvent('edit', { detail: { node, text: input.value } }));
  }

  /** refuse shows why a typed value was not taken. */
  refuse(/** @type {number} */ node, /** @type {string} */ text) {
    const r = this.rows.get(node);
    if (r) this.say(r, text);
  }

  point(/** @type {Event} */ e) {
    const row = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (e.target).closest('[data-node]'));
    if (row) this.dispatchEvent(new CustomEvent('point', { detail: Number(row.dataset.node) }));
  }

  light(/** @type {number} */ node) {
    for (const [i, r] of this.rows) r.row.classList.toggle('lit', i === node);
  }
}
