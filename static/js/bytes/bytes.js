// SPDX-License-Identifier: Apache-2.0
import { make, tell, write } from '../dom.js';
import { BadHex, readHex, toHex } from '../hex.js';
import { t } from '../page/words.js';
import { cellsOf } from './cells.js';
import { Grid } from './grid.js';

/** @typedef {import('../codec/codec.js').Tree} Tree */

/** Bytes beyond this many are not drawn. */
const most = 4096;

/**
 * <nl-bytes> shows bytes, coloured by field. With the attribute `readonly` they
 * cannot be changed.
 *
 * Keys: arrows move by field, with Shift by byte; hex digits change the byte
 * under the cursor; Insert adds one behind it, Delete and Backspace remove it.
 * Copy takes the bytes as hex, paste puts hex in their place.
 *
 * Events: nl-pick {node, at}; nl-change {bytes}; nl-odd {text}, what was typed or
 * pasted and is no hex.
 */
export class NLBytes extends HTMLElement {
  connectedCallback() {
    if (this.grid) return;
    this.view = this.querySelector('.bytes') ?? this.appendChild(make('div', { class: 'bytes' }));
    this.grid = new Grid(this.view);
    this.bytes = new Uint8Array(0);
    /** @type {Tree} */
    this.tree = { nodes: [], problems: [] };
    /** True after the first of a byte's two digits. */
    this.half = false;
    this.view.setAttribute('tabindex', '0');
    this.view.setAttribute('role', 'application');
    this.view.addEventListener('keydown', e => this.#key(e));
    this.view.addEventListener('pointerdown', e => this.#pick(e));
    this.view.addEventListener('focus', () => {
      if (this.grid.cursor < 0) this.#go(0);
    });
    this.view.addEventListener('copy', e => this.#copy(e));
    this.view.addEventListener('paste', e => this.#paste(e));
    this.view.addEventListener('blur', () => this.grid.place(-1));
  }

  /** show draws bytes with their tree. @param {Uint8Array} bytes @param {Tree} tree */
  show(bytes, tree) {
    this.bytes = bytes;
    this.tree = tree;
    const rest = bytes.length - most;
    if (rest > 0 && !this.rest) this.rest = this.appendChild(make('p', { class: 'quiet' }));
    if (this.rest) write(this.rest, rest > 0 ? t('lab.rest', { n: rest }) : '');
    this.#size(rest > 0 ? 0 : bytes.length);
    return this.grid.draw(cellsOf(bytes.subarray(0, most), tree));
  }

  /**
   * A view that knows how high it is has nothing around it laid out again when a
   * byte changes: lab-bytes.css takes it from the number of its rows.
   */
  #size(/** @type {number} */ n) {
    const rows = Math.ceil(n / 8);
    if (rows === this.high) return;
    this.high = rows;
    this.toggleAttribute('sized', rows > 0);
    this.style.setProperty('--rows', String(rows));
    this.style.setProperty('--wide-rows', String(Math.ceil(rows / 2)));
  }

  /** light marks a node's bytes. @param {number} node */
  light(node) { this.grid.light(node); }

  /** accuse marks bytes that the kernel complained of, until they change. @param {number} offset @param {number} length */
  accuse(offset, length) { this.grid.accuse(offset, length); }

  /** The byte that the cursor is on, or the last one. */
  get at() { return this.grid.cursor < 0 ? this.bytes.length - 1 : this.grid.cursor; }

  #pick(/** @type {PointerEvent} */ e) {
    const cell = /** @type {Element} */ (e.target).closest('.byte, .char');
    if (!cell) return;
    const at = Math.max(this.grid.hexes.indexOf(/** @type {any} */ (cell)), this.grid.chars.indexOf(/** @type {any} */ (cell)));
    this.half = false;
    this.#go(at);
  }

  #go(/** @type {number} */ at) {
    if (!this.grid.hexes.length) return;
    const to = Math.max(0, Math.min(at, this.grid.hexes.length - 1));
    this.grid.place(to);
    tell(this, 'nl-pick', { node: Number(this.grid.hexes[to].dataset.node), at: to });
  }

  #field(/** @type {1 | -1} */ step) {
    const own = (/** @type {number} */ i) => this.grid.hexes[i]?.dataset.node;
    let at = this.grid.cursor;
    const from = own(at);
    if (step > 0) {
      while (at < this.grid.hexes.length && own(at) === from) at++;
      if (at === this.grid.hexes.length) return;
    } else {
      while (at > 0 && own(at) === from) at--;
      while (at > 0 && own(at - 1) === own(at)) at--;
    }
    this.#go(at);
  }

  #key(/** @type {KeyboardEvent} */ e) {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const forward = e.key === 'ArrowRight' || e.key === 'ArrowDown';
    if (forward || e.key === 'ArrowLeft' || e.key === 'ArrowUp') {
      if (e.shiftKey) this.#go(this.grid.cursor + (forward ? 1 : -1));
      else this.#field(forward ? 1 : -1);
      this.half = false;
    } else if (e.key === 'Home') this.#go(0);
    else if (e.key === 'End') this.#go(this.grid.hexes.length - 1);
    else if (this.hasAttribute('readonly')) return;
    else if (/^[0-9a-f]$/i.test(e.key)) this.#digit(Number.parseInt(e.key, 16));
    else if (e.key === 'Insert') this.insert();
    else if (e.key === 'Delete' || e.key === 'Backspace') this.drop();
    else if (/^[^\s]$/u.test(e.key)) tell(this, 'nl-odd', { text: t('field-error.digit', { key: e.key }) });
    else return;
    e.preventDefault();
  }

  #copy(/** @type {ClipboardEvent} */ e) {
    if (String(getSelection() ?? '')) return;
    e.clipboardData?.setData('text/plain', toHex(this.bytes).replace(/..(?=.)/g, '$& '));
    e.preventDefault();
  }

  #paste(/** @type {ClipboardEvent} */ e) {
    if (this.hasAttribute('readonly')) return;
    e.preventDefault();
    try {
      tell(this, 'nl-change', { bytes: readHex(e.clipboardData?.getData('text/plain') ?? ''), whole: true });
    } catch (error) {
      if (!(error instanceof BadHex)) throw error;
      tell(this, 'nl-odd', { text: t('field-error.paste', { what: error.what, at: error.at + 1 }) });
    }
  }

  #digit(/** @type {number} */ d) {
    const at = this.grid.cursor;
    if (at < 0 || !this.bytes.length) return;
    const next = this.bytes.slice();
    next[at] = this.half ? (next[at] & 0xf0) | d : (d << 4) | (next[at] & 0x0f);
    const done = this.half;
    this.half = !this.half;
    tell(this, 'nl-change', { bytes: next, at });
    if (done) this.#go(at + 1);
  }

  /** insert adds a zero byte behind the cursor. */
  insert() {
    const at = this.at + 1;
    const next = new Uint8Array(this.bytes.length + 1);
    next.set(this.bytes.subarray(0, at));
    next.set(this.bytes.subarray(at), at + 1);
    tell(this, 'nl-change', { bytes: next, at, resized: true });
    this.#go(at);
  }

  /** drop takes the byte under the cursor away. */
  drop() {
    if (!this.bytes.length) return;
    const at = this.at;
    const next = new Uint8Array(this.bytes.length - 1);
    next.set(this.bytes.subarray(0, at));
    next.set(this.bytes.subarray(at + 1), at);
    tell(this, 'nl-change', { bytes: next, at, resized: true });
    this.#go(Math.min(at, next.length - 1));
  }
}
