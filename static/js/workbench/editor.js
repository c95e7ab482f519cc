// SPDX-License-Identifier: Apache-2.0
// The field that a value of the tree is edited in. What is typed takes effect
// at once; Escape takes it all back.
import { flagButtons } from '../fields/flags.js';
import { make, tell } from '../dom.js';
import { t } from '../page/words.js';

export class Editor {
  /** The line that is edited, or -1. */
  on = -1;

  /** @param {import('./tree.js').NLTree} tree */
  constructor(tree) {
    this.tree = tree;
  }

  /** open edits the value of a line. @param {number} at */
  open(at) {
    const line = this.tree.lines?.[at];
    const row = /** @type {any} */ (this.tree.rows?.shown.get(at));
    const n = line && this.tree.tree?.nodes[line.value];
    if (!row || !n) return;
    this.close();
    this.on = at;
    this.name = n.name;
    this.changed = false;
    const trouble = make('span', { class: 'trouble', id: 'edit-trouble', role: 'status' });
    const input = make('input', { class: 'edit', value: n.value, spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off', 'aria-describedby': 'edit-trouble',
      'aria-label': t('lab.valueof', { name: this.tree.tree?.nodes[line.index].name ?? '' }) });
    input.addEventListener('input', () => this.#set(input.value));
    input.addEventListener('keydown', (/** @type {KeyboardEvent} */ e) => this.#key(e));
    this.input = input;
    this.trouble = trouble;
    /** @type {HTMLElement[]} */
    const parts = [input];
    if (n.name === 'nlmsg_flags') {
      this.flags = flagButtons(t('lab.flagsof'), flags => {
        this.#set(`0x${flags.toString(16)}`);
        if (this.input) this.input.value = this.#node()?.value ?? '';
      });
      parts.push(this.flags);
    }
    this.box = make('span', { class: 'edit' }, ...parts, trouble);
    this.box.addEventListener('focusout', (/** @type {FocusEvent} */ e) => {
      if (!this.box?.contains(/** @type {Node | null} */ (e.relatedTarget))) this.close();
    });
    row.parts.value.replaceChildren(this.box);
    this.#showFlags();
    input.focus();
    input.select();
  }

  #node() {
    const line = this.tree.lines?.[this.on];
    return line && this.tree.tree?.nodes[line.value];
  }

  #set(/** @type {string} */ text) {
    const line = this.tree.lines?.[this.on];
    if (!line || !this.trouble) return;
    const detail = { node: line.value, text, error: '' };
    tell(this.tree, 'nl-set', detail);
    if (!detail.error) this.changed = true;
    this.trouble.textContent = detail.error;
    this.input?.setAttribute('aria-invalid', String(Boolean(detail.error)));
  }

  /** follow keeps the editor where its field is, or closes it when that is gone. */
  follow() {
    if (this.on < 0) return;
    if (this.#node()?.name !== this.name) this.close();
    else this.#showFlags();
  }

  #showFlags() {
    const n = this.#node();
    const bytes = this.tree.bytes;
    if (!n || !bytes || n.name !== 'nlmsg_flags') return;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    /** @type {any} */ (this.flags)?.show(view.getUint16(n.offset, !this.tree.bigEndian));
  }

  #key(/** @type {KeyboardEvent} */ e) {
    if (e.key !== 'Enter' && e.key !== 'Escape') return;
    e.preventDefault();
    e.stopPropagation();
    if (e.key === 'Escape' && this.changed) tell(this.tree, 'nl-revert');
    this.close();
    this.tree.box?.focus();
  }

  close() {
    if (this.on < 0) return;
    this.on = -1;
    this.box?.remove();
    this.flags = this.box = this.input = undefined;
    tell(this.tree, 'nl-settle');
    this.tree.rows?.paint(true);
  }
}
