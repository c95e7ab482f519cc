// SPDX-License-Identifier: Apache-2.0
// Rows of one height in an element that scrolls. Only those in view exist, so
// painting costs the same for ten rows and for a hundred thousand.
import { make } from '../dom.js';

/** Rows beyond each edge, so that scrolling shows no gaps. */
const spare = 6;

export class Rows {
  /**
   * What is seen: how far it is scrolled, how high the view is, how high a row,
   * and where the rows begin, all in pixels. To ask the page for it has it laid
   * out, so it is asked only once until it changes.
   * @type {{top: number, height: number, row: number, head: number} | undefined}
   */
  #known;

  /**
   * @param {HTMLElement} view has --row, a row's height in rem
   * @param {() => HTMLElement} create makes an empty row
   * @param {(row: any, at: number) => void} fill shows what stands in a place; it is called often, and touches only what differs
   */
  constructor(view, create, fill) {
    this.view = view;
    this.create = create;
    this.fill = fill;
    this.count = 0;
    /** @type {Map<number, HTMLElement>} */
    this.shown = new Map();
    // A row that is never seen: its height changes with the page's type size.
    this.probe = make('div', { 'aria-hidden': 'true', class: 'probe' });
    this.space = make('div', { class: 'space', role: 'presentation' }, this.probe);
    view.append(this.space);
    view.addEventListener('scroll', () => this.#again(), { passive: true });
    const sizes = new ResizeObserver(() => this.#again());
    sizes.observe(view);
    sizes.observe(this.probe);
  }

  get #seen() {
    this.#known ??= { top: this.view.scrollTop, height: this.view.clientHeight, row: this.probe.offsetHeight || 30, head: this.space.offsetTop };
    return this.#known;
  }

  #again() {
    this.#known = undefined;
    this.paint();
  }

  /** A row's height in pixels. */
  get height() { return this.#seen.row; }

  /** set says how many rows there are, and shows what they have now, one of them in view. @param {number} count @param {number} [at] */
  set(count, at = -1) {
    this.count = count;
    if (at >= 0) this.#scroll(at);
    this.paint(true);
  }

  /** rewind shows the first rows at the next painting. */
  rewind() {
    if (this.#seen.top) this.#to(0);
  }

  /** paint fills the rows in view; all says that those there have to be filled again. */
  paint(all = false) {
    const h = this.#size();
    const seen = this.#seen;
    const top = seen.top - seen.head;
    const first = Math.max(0, Math.floor(top / h) - spare);
    const end = Math.min(this.count, Math.ceil((top + seen.height) / h) + spare);
    const moved = h !== this.last;
    this.last = h;
    /** @type {HTMLElement[]} */
    const free = [];
    for (const [at, row] of this.shown) {
      if (at >= first && at < end) continue;
      this.shown.delete(at);
      free.push(row);
    }
    for (let at = first; at < end; at++) {
      let row = this.shown.get(at);
      if (row && !all && !moved) continue;
      if (!row) {
        row = free.pop();
        if (!row) this.space.append(row = this.create());
        this.shown.set(at, row);
        row.style.transform = `translateY(${at * h}px)`;
      } else if (moved) row.style.transform = `translateY(${at * h}px)`;
      this.fill(row, at);
    }
    for (const row of free) row.remove();
  }

  /** Gives the space the height of all rows, and that of one of them back. */
  #size() {
    const h = this.height;
    const total = `${this.count * h}px`;
    if (this.space.style.height !== total) {
      this.space.style.height = total;
      this.#known = undefined;
    }
    return h;
  }

  /** reveal scrolls a row into view. @param {number} at */
  reveal(at) {
    this.#scroll(at);
    this.paint();
  }

  #scroll(/** @type {number} */ at) {
    const h = this.#size();
    const { head, height, top: from } = this.#seen;
    const top = at * h;
    // What stands above the rows may stick to the top and hide them.
    if (top < from) this.#to(top);
    else if (top + h + head > from + height) this.#to(top + h + head - height);
  }

  #to(/** @type {number} */ top) {
    this.view.scrollTop = top;
    this.#known = undefined;
  }
}
