// SPDX-License-Identifier: Apache-2.0
// Rows of one height in an element that scrolls. Only those in view exist, so
// painting costs the same for ten rows and for a hundred thousand.
import { make } from '../dom.js';

/** Rows beyond each edge, so that scrolling shows no gaps. */
const spare = 6;

export class Rows {
  /**
   * @param {HTMLElement} view has --row, a row's height in rem
   * @param {() => HTMLElement} create makes an empty row
   * @param {(row: any, at: number) => void} fill shows what stands in a place
   */
  constructor(view, create, fill) {
    this.view = view;
    this.create = create;
    this.fill = fill;
    this.count = 0;
    /** @type {Map<number, HTMLElement>} */
    this.shown = new Map();
    this.space = make('div', { class: 'space', role: 'presentation' });
    view.append(this.space);
    view.addEventListener('scroll', () => this.paint(), { passive: true });
    new ResizeObserver(() => this.paint()).observe(view);
  }

  /** A row's height in pixels. */
  get height() {
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    return Math.round(Number.parseFloat(getComputedStyle(this.view).getPropertyValue('--row')) * rem) || 30;
  }

  /** set says how many rows there are, and shows what they have now, one of them in view. @param {number} count @param {number} [at] */
  set(count, at = -1) {
    this.count = count;
    if (at >= 0) this.#scroll(at);
    this.paint(true);
  }

  /** paint fills the rows in view; all says that those there have to be filled again. */
  paint(all = false) {
    const h = this.#size();
    const top = this.view.scrollTop - this.space.offsetTop;
    const first = Math.max(0, Math.floor(top / h) - spare);
    const end = Math.min(this.count, Math.ceil((top + this.view.clientHeight) / h) + spare);
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
    if (this.space.style.height !== total) this.space.style.height = total;
    return h;
  }

  /** reveal scrolls a row into view. @param {number} at */
  reveal(at) {
    this.#scroll(at);
    this.paint();
  }

  #scroll(/** @type {number} */ at) {
    const h = this.#size();
    const head = this.space.offsetTop;
    const top = at * h;
    // What stands above the rows may stick to the top and hide them.
    const from = this.view.scrollTop;
    if (top < from) this.view.scrollTop = top;
    else if (top + h + head > from + this.view.clientHeight) this.view.scrollTop = top + h + head - this.view.clientHeight;
  }
}
