// SPDX-License-Identifier: Apache-2.0
// The cells of the byte view in the page. Only what changed is touched.
import { AfterFrame } from '../afterframe.js';
import { make, write } from '../dom.js';

/** @typedef {import('./cells.js').Cell} Cell */

const rowBytes = 8;

/** When more bytes change than these, none of them moves: each would be a layer. */
const mostMoving = 64;

/** What a cell shows before anything is known of it. */
const blank = { hex: '', char: '', node: -2, className: '', tag: '', narrow: '', wide: '', wrong: false };

/** A byte that changed leaves its place and comes back to it. */
const hop = [{ transform: 'none' }, { transform: 'translateY(-0.3em)', offset: 0.35 }, { transform: 'none' }];

export class Grid {
  /** @param {HTMLElement} root the element whose rows the server may have rendered */
  constructor(root) {
    this.root = root;
    /** @type {HTMLElement[]} */
    this.hexes = Array.from(root.querySelectorAll('.byte'));
    /** @type {HTMLElement[]} */
    this.chars = Array.from(root.querySelectorAll('.char'));
    /** @type {Cell[]} */
    this.shown = this.hexes.map(e => ({ ...blank, node: Number(e.dataset.node ?? blank.node) }));
    this.lit = -1;
    this.cursor = -1;
    this.animate = false;
    /** Bytes that the kernel complained of. @type {HTMLElement[]} */
    this.accused = [];
    /** Bytes that changed and have not moved yet. @type {HTMLElement[]} */
    this.moving = [];
    this.after = new AfterFrame();
  }

  /** draw shows cells and gives the number of bytes that changed. @param {Cell[]} cells */
  draw(cells) {
    this.#resize(cells.length);
    let changed = 0;
    for (const e of this.accused.splice(0)) e.classList.remove('accused');
    cells.forEach((c, i) => {
      const old = this.shown[i];
      const first = old.hex === '';
      const hex = this.hexes[i];
      const char = this.chars[i];
      if (old.hex !== c.hex) {
        if (hex.textContent !== c.hex) {
          write(hex, c.hex);
          changed++;
          if (this.animate && !first) this.moving.push(hex);
        }
        write(char, c.char);
      }
      if (old.node !== c.node) hex.dataset.node = char.dataset.node = String(c.node);
      if (old.tag !== c.tag || first) hex.dataset.tag = c.tag;
      if (old.narrow !== c.narrow || first) hex.dataset.e8 = c.narrow;
      if (old.wide !== c.wide || first) hex.dataset.e16 = c.wide;
      if (old.className !== c.className || old.wrong !== c.wrong || old.node !== c.node) this.#paint(i, c);
    });
    this.shown = cells;
    this.animate = true;
    // The frame that shows the bytes does not wait for the layers they move on.
    if (this.moving.length) this.after.later(() => this.#move());
    return changed;
  }

  /** Shows which bytes changed, unless the reader wants no motion. */
  #move() {
    const moving = this.moving.splice(0);
    if (moving.length > mostMoving || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    for (const e of moving) e.animate(hop, { duration: 160, easing: 'ease-out' });
  }

  #paint(/** @type {number} */ i, /** @type {Cell} */ c) {
    const on = c.node >= 0 && c.node === this.lit ? ' on' : '';
    this.hexes[i].className = `byte ${c.className}${c.wrong ? ' wrong' : ''}${on}${i === this.cursor ? ' cursor' : ''}`;
    this.chars[i].className = `char ${c.className}${on}`;
  }

  /** light marks one node's bytes. @param {number} node */
  light(node) {
    if (node === this.lit) return;
    const before = this.lit;
    this.lit = node;
    this.shown.forEach(({ node: own }, i) => {
      if (own === before || own === node) {
        this.hexes[i].classList.toggle('on', own === node);
        this.chars[i].classList.toggle('on', own === node);
      }
    });
  }

  /** accuse marks bytes until the next drawing that changes them. @param {number} offset @param {number} length */
  accuse(offset, length) {
    this.accused.push(...this.hexes.slice(offset, offset + length));
    for (const e of this.accused) e.classList.add('accused');
  }

  /** place puts the cursor on a byte, -1 for none. @param {number} at */
  place(at) {
    this.hexes[this.cursor]?.classList.remove('cursor');
    this.cursor = at;
    this.hexes[at]?.classList.add('cursor');
  }

  #resize(/** @type {number} */ n) {
    while (this.hexes.length > n) {
      this.hexes.pop()?.remove();
      this.chars.pop()?.remove();
      this.shown.pop();
    }
    while (this.hexes.length < n) {
      const at = this.hexes.length;
      const row = this.#row(Math.floor(at / rowBytes));
      const hex = make('span', { class: 'byte' });
      const char = make('span', { class: 'char' });
      row.children[1].append(hex);
      row.children[2].append(char);
      this.hexes.push(hex);
      this.chars.push(char);
      this.shown.push(blank);
    }
    const rows = Math.ceil(n / rowBytes);
    while (this.root.children.length > rows) this.root.lastElementChild?.remove();
  }

  #row(/** @type {number} */ i) {
    while (this.root.children.length <= i) {
      const offset = (this.root.children.length * rowBytes).toString(16).padStart(4, '0');
      this.root.append(make('div', { class: 'row' },
        make('span', { class: 'offset', 'aria-hidden': 'true' }, offset),
        make('span', { class: 'hex' }), make('span', { class: 'ascii', 'aria-hidden': 'true' })));
    }
    return this.root.children[i];
  }
}
