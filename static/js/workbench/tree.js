// SPDX-License-Identifier: Apache-2.0
import { fieldClass } from '../bytes/cells.js';
import { make, mark, tell, write } from '../dom.js';
import { t } from '../page/words.js';
import { labelOf } from '../views/label.js';
import { Editor } from './editor.js';
import { Outline } from './outline.js';
import { Rows } from './rows.js';

/** @typedef {import('../codec/codec.js').Tree} Tree */

/**
 * <nl-tree> shows the nodes of a message, nested, each with its value.
 *
 * Keys: up and down go from line to line, left and right close and open, Enter
 * or F2 edits, Escape takes the edit back. Events: nl-pick {node};
 * nl-set {node, text, error}; nl-revert; nl-settle.
 */
export class NLTree extends HTMLElement {
  connectedCallback() {
    if (this.rows) return;
    this.outline = new Outline();
    /** @type {Tree} */
    this.tree = { nodes: [], problems: [] };
    /** @type {import('./outline.js').Line[]} */
    this.lines = [];
    this.at = 0;
    this.lit = -1;
    this.hit = -1;
    const head = make('div', { class: 'line head', role: 'row' }, ...['name', 'value', 'type', 'offset'].map(w => make('span', { role: 'columnheader', class: `c-${w}` }, t(`lab.${w}`))));
    this.box = this.appendChild(make('div', { class: 'rows', role: 'treegrid', tabindex: 0, 'aria-label': t('lab.fields'), 'aria-colcount': 4 }, head));
    this.rows = new Rows(this.box, () => this.#create(), (row, at) => this.#fill(row, at));
    this.rows.space.setAttribute('role', 'rowgroup');
    this.editor = new Editor(this);
    this.box.addEventListener('keydown', e => this.#key(e));
    this.box.addEventListener('click', e => this.#click(e));
  }

  /** show draws a message's tree. @param {Tree} tree @param {Uint8Array} bytes @param {boolean} bigEndian */
  show(tree, bytes, bigEndian) {
    this.tree = tree;
    this.bytes = bytes;
    this.bigEndian = bigEndian;
    this.troubles = new Map();
    for (const p of tree.problems) this.troubles.set(p.node, [...(this.troubles.get(p.node) ?? []), p.code]);
    this.#draw();
    this.editor?.follow();
  }

  #draw() {
    this.lines = this.outline?.lines(this.tree) ?? [];
    this.at = Math.max(0, Math.min(this.at ?? 0, this.lines.length - 1));
    if (this.box) mark(this.box, 'aria-rowcount', this.lines.length + 1);
    this.rows?.set(this.lines.length);
    this.#active();
  }

  /** light marks a node's line, or that of the closed node around it. @param {number} node */
  light(node) {
    if (node === this.lit) return;
    this.lit = node;
    this.litAt = this.lineOf(node);
    this.rows?.paint(true);
  }

  /** goto puts the cursor on a node's line and shows it; uncover opens what it is in. @param {number} node @param {boolean} [uncover] */
  goto(node, uncover = false) {
    if (uncover && this.lineOf(node, true) < 0) {
      this.outline?.uncover(this.tree, node);
      this.#draw();
    }
    const at = this.lineOf(node);
    if (at < 0) return;
    this.at = at;
    this.rows?.reveal(at);
    this.rows?.paint(true);
    this.#active();
  }

  /** lineOf gives the line of a node, or of what is closed around it; -1 if there is none. @param {number} node */
  lineOf(node, exact = false) {
    for (let i = node; i >= 0; i = this.tree?.nodes[i]?.parent ?? -1) {
      const at = this.lines?.findIndex(l => l.index === i || (!l.open && l.value === i)) ?? -1;
      if (at >= 0) return at;
      if (exact) return -1;
    }
    return -1;
  }

  /** every opens all, closes all, or has all as it reads best. @param {boolean | null} open */
  every(open) {
    const node = this.lines?.[this.at ?? 0]?.index ?? 0;
    this.outline?.every(open);
    this.#draw();
    this.goto(node);
  }

  #create() {
    const twist = make('span', { class: 'twist', 'aria-hidden': 'true' });
    const tag = make('span', { class: 'tag', 'aria-hidden': 'true' });
    const label = make('span', { class: 'label' });
    const name = make('span', { role: 'gridcell', class: 'c-name' }, twist, tag, label);
    const value = make('span', { role: 'gridcell', class: 'c-value' });
    const type = make('span', { role: 'gridcell', class: 'c-type' });
    const place = make('span', { role: 'gridcell', class: 'c-offset' });
    return Object.assign(make('div', { class: 'line', role: 'row' }, name, value, type, place), { parts: { twist, tag, label, name, value, type, place } });
  }

  #fill(/** @type {any} */ row, /** @type {number} */ at) {
    const line = this.lines?.[at];
    const n = line && this.tree?.nodes[line.index];
    if (!line || !n) return;
    const { parts } = row;
    const shown = line.value >= 0 ? this.tree?.nodes[line.value] : undefined;
    mark(row, 'id', `line-${at}`);
    mark(row, 'data-node', line.index);
    mark(row, 'data-at', at);
    mark(row, 'aria-level', n.depth + 1);
    mark(row, 'aria-rowindex', at + 2);
    if (line.inner) mark(row, 'aria-expanded', line.open);
    else row.removeAttribute('aria-expanded');
    const codes = this.troubles?.get(line.index) ?? (line.value >= 0 ? this.troubles?.get(line.value) : undefined);
    mark(row, 'class', `line ${n.kind}${at === this.litAt && this.lit >= 0 ? ' on' : ''}${at === this.at ? ' cursor' : ''}${line.index === this.hit ? ' hit' : ''}${codes ? ' wrong' : ''}`);
    if (row.depth !== n.depth) parts.name.style.paddingInlineStart = `${0.25 + n.depth * 1.1}rem`;
    row.depth = n.depth;
    write(parts.twist, line.inner ? (line.open ? '▾' : '▸') : '');
    const coloured = n.leaf ? n : shown;
    mark(parts.tag, 'class', coloured ? `tag ${fieldClass(coloured)}` : 'tag none');
    write(parts.tag, coloured?.tag ?? '');
    write(parts.label, labelOf(n) || t(`workbench.kind.${n.kind}`));
    if (this.editor?.on !== at) write(parts.value, line.open && !n.leaf ? '' : (shown?.value ?? ''));
    parts.value.classList.toggle('editable', this.editable(line));
    mark(parts.value, 'title', codes ? codes.map((/** @type {string} */ c) => t(`problem.${c}`)).join(' ') : '');
    write(parts.type, n.ctype);
    write(parts.place, `${n.offset} +${n.length}`);
  }

  /** editable says whether a line's value can be set. @param {import('./outline.js').Line} line */
  editable(line) {
    const n = this.hasAttribute('readonly') ? undefined : this.tree?.nodes[line.value];
    return Boolean(n && n.kind !== 'gap' && (line.value === line.index || !line.open));
  }

  #active() {
    if (!this.box) return;
    if (this.lines?.length) mark(this.box, 'aria-activedescendant', `line-${this.at}`);
    else this.box.removeAttribute('aria-activedescendant');
  }

  #go(/** @type {number} */ to) {
    if (!this.lines?.length) return;
    this.at = Math.max(0, Math.min(to, this.lines.length - 1));
    this.rows?.reveal(this.at);
    this.rows?.paint(true);
    this.#active();
    tell(this, 'nl-pick', { node: this.lines[this.at].index });
  }

  #turn(/** @type {number} */ at, /** @type {boolean} */ open) {
    const line = this.lines?.[at];
    if (!line?.inner) return;
    this.outline?.turn(line.index, open);
    this.#draw();
  }

  #click(/** @type {MouseEvent} */ e) {
    const target = /** @type {Element} */ (e.target);
    const row = /** @type {HTMLElement | null} */ (target.closest('.line:not(.head)'));
    if (!row || target.closest('.edit')) return;
    const at = Number(row.dataset.at);
    if (target.closest('.c-value') && this.lines && this.editable(this.lines[at])) {
      this.#go(at);
      this.editor?.open(at);
      return;
    }
    if (target.closest('.twist')) this.#turn(at, !this.lines?.[at].open);
    this.#go(at);
  }

  #key(/** @type {KeyboardEvent} */ e) {
    if (e.target !== this.box || e.ctrlKey || e.metaKey || e.altKey) return;
    const at = this.at ?? 0;
    const line = this.lines?.[at];
    if (!line) return;
    const page = Math.max(1, Math.floor((this.box?.clientHeight ?? 0) / (this.rows?.height ?? 1)) - 2);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: (this.lines?.length ?? 1) - 1, PageDown: at + page, PageUp: at - page }[e.key];
    if (to !== undefined) this.#go(to);
    else if (e.key === 'ArrowRight') line.inner && !line.open ? this.#turn(at, true) : this.#go(at + 1);
    else if (e.key === 'ArrowLeft') {
      if (line.open) this.#turn(at, false);
      else this.#go(this.lineOf(this.tree?.nodes[line.index].parent ?? -1));
    } else if (e.key === 'Enter' || e.key === 'F2') {
      if (this.editable(line)) this.editor?.open(at);
      else this.#turn(at, !line.open);
    } else return;
    e.preventDefault();
  }
}
