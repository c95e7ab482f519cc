// SPDX-License-Identifier: Apache-2.0
// The byte view: offset, hex, ASCII. Only cells that change are touched.
import { el } from './dom.js';

/** @typedef {import('../codec/codec.js').Tree} Tree */
/** @typedef {import('../codec/codec.js').Node} Node */

/** fieldClass colours a node's bytes; site.FieldClass in Go makes the same. */
export function fieldClass(/** @type {Node} */ n) {
  if (n.kind === 'padding') return 'f-pad';
  if (n.kind === 'gap' || !n.tag) return 'f-gap';
  return n.tag >= 'a' ? `f-attr-${n.tag}` : `f-${n.tag.toLowerCase()}`;
}

export class ByteView extends EventTarget {
  /** @param {HTMLElement} host @param {{editable: boolean, label: string}} o */
  constructor(host, o) {
    super();
    this.host = host;
    this.editable = o.editable;
    /** @type {HTMLElement[]} */ this.cells = [];
    /** @type {HTMLElement[]} */ this.chars = [];
    /** @type {number[]} */ this.nodes = [];
    this.width = 16;
    this.half = '';
    /** @type {Uint8Array} */ this.bytes = new Uint8Array();
    const narrow = matchMedia('(max-width: 40rem)');
    const fit = () => {
      this.width = narrow.matches ? 8 : 16;
      this.lay(this.bytes.length);
      if (this.tree) this.show(this.bytes, this.tree);
    };
    narrow.addEventListener('change', fit);
    this.width = narrow.matches ? 8 : 16;
    this.box = el('div', { class: 'bytes', role: 'group', 'aria-label': o.label });
    host.replaceChildren(this.box);
    this.box.addEventListener('pointerover', e => this.point(e));
    this.box.addEventListener('focusin', e => this.point(e));
    this.box.addEventListener('keydown', e => this.key(e));
  }

  /** lay makes the cells for n bytes. */
  lay(/** @type {number} */ n) {
    this.cells = [];
    this.chars = [];
    const rows = [];
    for (let at = 0; at < n || at === 0; at += this.width) {
      const hexes = el('span', { class: 'hex' });
      const chars = el('span', { class: 'ascii', 'aria-hidden': 'true' });
      for (let i = at; i < Math.min(at + this.width, n); i++) {
        const cell = el('span', { class: 'byte', tabindex: i === 0 ? 0 : -1, 'data-at': i });
        const char = el('span', { 'data-at': i });
        hexes.append(cell);
        chars.append(char);
        this.cells.push(cell);
        this.chars.push(char);
      }
      rows.push(el('div', { class: 'row' }, el('span', { class: 'offset' }, at.toString(16).padStart(4, '0')), hexes, chars));
    }
    this.box.replaceChildren(...rows);
    this.shown = null;
  }

  /** show draws bytes as a tree says. @param {Uint8Array} bytes @param {Tree} tree */
  show(bytes, tree) {
    if (this.cells.length !== bytes.length) this.lay(bytes.length);
    const wrong = new Set(tree.problems.map(p => p.node));
    tree.nodes.forEach((n, i) => {
      if (!n.leaf) return;
      const base = `byte ${fieldClass(n)}${wrong.has(i) ? ' wrong' : ''}`;
      for (let at = n.offset; at < n.offset + n.length; at++) {
        const name = base + (at === n.offset ? ' first' : '') + (at === n.offset + n.length - 1 ? ' last' : '');
        const text = bytes[at].toString(16).padStart(2, '0');
        const cell = this.cells[at];
        this.nodes[at] = i;
        if (cell.dataset.base !== name) {
          cell.dataset.base = name;
          cell.className = name;
        }
        if (cell.textContent !== text) {
          if (this.shown) this.morph(cell);
          cell.textContent = text;
          const c = bytes[at];
          this.chars[at].textContent = c >= 32 && c < 127 ? String.fromCharCode(c) : '.';
        }
      }
    });
    this.bytes = bytes;
    this.tree = tree;
    this.shown = bytes;
  }

  morph(/** @type {HTMLElement} */ cell) {
    cell.animate?.([{ opacity: 0.2 }, { opacity: 1 }], { duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 200 });
  }

  /** light marks a node's bytes, or none for -1. */
  light(/** @type {number} */ node) {
    this.cells.forEach((c, at) => {
      c.classList.toggle('lit', this.nodes[at] === node);
      this.chars[at].classList.toggle('lit', this.nodes[at] === node);
    });
  }

  at(/** @type {Event} */ e) {
    const cell = /** @type {HTMLElement} */ (e.target).closest?.('[data-at]');
    return cell ? Number(/** @type {HTMLElement} */ (cell).dataset.at) : -1;
  }

  point(/** @type {Event} */ e) {
    const at = this.at(e);
    if (at >= 0) this.dispatchEvent(new CustomEvent('point', { detail: this.nodes[at] }));
  }

  focus(/** @type {number} */ at) {
    const to = this.cells[Math.max(0, Math.min(at, this.cells.length - 1))];
    for (const c of this.cells) c.tabIndex = c === to ? 0 : -1;
    to?.focus();
  }

  /** key moves by field or byte and takes hex digits. */
  key(/** @type {KeyboardEvent} */ e) {
    const at = this.at(e);
    if (at < 0 || e.ctrlKey || e.metaKey || e.altKey) return;
    const here = this.nodes[at];
    const moves = /** @type {Record<string, () => number>} */ ({
      ArrowRight: () => (e.shiftKey ? at + 1 : this.nodes.findIndex((n, i) => i > at && n !== here)),
      ArrowLeft: () => (e.shiftKey ? at - 1 : this.nodes.indexOf(this.nodes[Math.max(0, this.nodes.indexOf(here) - 1)])),
      ArrowDown: () => at + this.width,
      ArrowUp: () => at - this.width,
      Home: () => 0,
      End: () => this.cells.length - 1,
    });
    if (moves[e.key]) {
      const to = moves[e.key]();
      this.half = '';
      if (to >= 0 && to < this.cells.length) this.focus(to);
      e.preventDefault();
    } else if (this.editable && /^[0-9a-fA-F]$/.test(e.key)) {
      this.half += e.key;
      this.cells[at].textContent = this.half.padEnd(2, '_');
      if (this.half.length === 2) {
        const next = this.bytes.slice();
        next[at] = parseInt(this.half, 16);
        this.half = '';
        this.dispatchEvent(new CustomEvent('edit', { detail: next }));
        this.focus(at + 1);
      }
      e.preventDefault();
    } else if (this.half && e.key === 'Escape') {
      this.half = '';
      this.cells[at].textContent = this.bytes[at].toString(16).padStart(2, '0');
    }
  }
}
