// SPDX-License-Identifier: Apache-2.0
import { fieldClass } from '../bytes/cells.js';
import { make, mark, tell, write } from '../dom.js';
import { t } from '../page/words.js';
import { labelOf } from '../views/label.js';
import { flagButtons } from './flags.js';

/** @typedef {import('../codec/codec.js').Tree} Tree */
/** @typedef {import('../codec/codec.js').Node} CodecNode */
/** @typedef {{row: any, offset: any, tag: any, name: any, input: any, ctype: any, trouble: any, kind: string, shown?: CodecNode}} Row */

/**
 * <nl-fields> is the table of a message's fields, each value an input.
 *
 * Events: nl-set {node, text}; nl-auto {on}.
 */
export class NLFields extends HTMLElement {
  /** @type {Row[]} */
  rows = [];
  lit = -1;

  /** show fills the table. @param {Tree} tree @param {{auto: boolean, bytes: Uint8Array, bigEndian: boolean}} more */
  show(tree, more) {
    const body = this.querySelector('tbody');
    if (!body) return;
    const leaves = tree.nodes.map((n, i) => ({ n, i })).filter(l => l.n.leaf);
    if (!this.rows.length) body.replaceChildren();
    leaves.forEach(({ n, i }, at) => {
      const old = this.rows[at];
      const kind = `${n.kind}/${n.name}`;
      if (!old || old.kind !== kind) {
        const row = this.#row(n, kind, !this.rows.slice(0, at).some(r => r.kind === kind));
        if (old) old.row.replaceWith(row.row);
        else body.append(row.row);
        this.rows[at] = row;
      }
      this.#fill(this.rows[at], n, i, tree, more);
    });
    for (const gone of this.rows.splice(leaves.length)) gone.row.remove();
  }

  #row(/** @type {CodecNode} */ n, /** @type {string} */ kind, /** @type {boolean} */ first) {
    const id = `${this.closest('nl-lab')?.id ?? 'fields'}-${this.rows.length}-${Math.random().toString(36).slice(2, 7)}`;
    const trouble = make('div', { class: 'trouble', id });
    const tag = make('span', { class: 'tag' });
    const name = make('span', {});
    // Flags have long names: theirs may take two lines.
    const long = n.name === 'nlmsg_flags';
    const input = make(long ? 'textarea' : 'input', {
      class: 'value-input', 'aria-label': labelOf(n), spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off',
      'aria-describedby': id, readonly: n.kind === 'gap', rows: long && 1,
    });
    const edit = make('div', { class: 'edit' }, long ? input : make('div', { class: 'holder' }, input));
    const value = make('td', { class: 'value' }, edit);
    const row = /** @type {Row & {auto?: any, flags?: any}} */ ({
      row: make('tr'), offset: make('td', { class: 'num' }), tag, name, input, ctype: make('td', { class: 'ctype' }), trouble, kind,
    });
    input.addEventListener('input', () => this.#typed(row));
    input.addEventListener('blur', () => this.#leave(row));
    if (long) input.addEventListener('keydown', (/** @type {KeyboardEvent} */ e) => e.key === 'Enter' && e.preventDefault());
    if (n.name === 'nlmsg_len' && first) {
      row.auto = make('input', { type: 'checkbox', onchange: () => tell(this, 'nl-auto', { on: row.auto.checked }) });
      edit.append(make('label', { class: 'auto' }, row.auto, t('lab.autolen')));
    }
    if (n.name === 'nlmsg_flags') {
      row.flags = flagButtons(t('lab.flagsof'), flags => this.#set(row, `0x${flags.toString(16)}`));
      value.append(row.flags);
    }
    value.append(trouble);
    row.row.append(row.offset, make('th', { scope: 'row' }, tag, name), value, row.ctype);
    return row;
  }

  #fill(/** @type {any} */ row, /** @type {CodecNode} */ n, /** @type {number} */ i, /** @type {Tree} */ tree, /** @type {any} */ more) {
    const old = row.shown;
    row.shown = n;
    row.value = n.value;
    if (n.offset !== old?.offset) write(row.offset, String(n.offset));
    // A row is of one kind of field, so only a letter can come to mean another.
    if (n.tag !== old?.tag) {
      write(row.tag, n.tag);
      row.tag.className = `tag ${fieldClass(n)}`;
    }
    if (!old) write(row.name, labelOf(n));
    if (n.ctype !== old?.ctype) write(row.ctype, n.ctype);
    if (row.node !== i) {
      row.node = i;
      row.row.dataset.node = String(i);
      row.row.classList.toggle('on', i === this.lit);
    }
    if (document.activeElement !== row.input && row.input.value !== n.value) {
      row.input.value = n.value;
      row.refused = '';
    }
    if (row.auto) row.auto.checked = more.auto;
    row.flags?.show(numberAt(more.bytes, n, more.bigEndian));
    const problems = tree.problems.filter(p => p.node === i).map(p => t(`problem.${p.code}`));
    row.problems = problems.join(' ');
    this.#trouble(row);
  }

  #typed(/** @type {any} */ row) {
    this.#set(row, row.input.value);
  }

  #set(/** @type {any} */ row, /** @type {string} */ text) {
    row.refused = '';
    const detail = { node: row.node, text, error: '' };
    tell(this, 'nl-set', detail);
    row.refused = detail.error;
    this.#trouble(row);
  }

  #leave(/** @type {any} */ row) {
    if (row.refused) return;
    if (row.input.value !== row.value) row.input.value = row.value;
  }

  #trouble(/** @type {any} */ row) {
    const said = row.refused || row.problems || '';
    const refused = Boolean(row.refused);
    if (said === row.said && refused === row.invalid) return;
    row.said = said;
    row.invalid = refused;
    write(row.trouble, said);
    mark(row.input, 'aria-invalid', refused);
    row.row.classList.toggle('wrong', said !== '');
  }

  /** light marks a node's row. @param {number} node */
  light(node) {
    if (node === this.lit) return;
    this.lit = node;
    for (const tr of this.querySelectorAll('tbody tr')) {
      tr.classList.toggle('on', Number(/** @type {HTMLElement} */ (tr).dataset.node) === node);
    }
  }
}

/** @param {Uint8Array} bytes @param {CodecNode} n @param {boolean} big */
function numberAt(bytes, n, big) {
  const part = Array.from(bytes.subarray(n.offset, n.offset + n.length));
  if (!big) part.reverse();
  return part.reduce((v, b) => v * 256 + b, 0);
}
