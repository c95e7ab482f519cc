// SPDX-License-Identifier: Apache-2.0
// The messages on the workbench and what was done to them. A state is never
// changed but replaced, so that undo is keeping the old ones.
import { readTable, writeTable } from '../codec/table.js';

/** @typedef {import('../codec/table.js').Found} Found */
/** @typedef {Found & {id: number}} Item */
/** @typedef {{items: Item[], selected: number, assumed: number, bigEndian: boolean}} State */

/** How many steps can be undone. */
const deepest = 200;

/** What a browser tab keeps of the workbench, in bytes. */
const mostKept = 1 << 20;

const key = 'workbench';

export class Bench extends EventTarget {
  /** @type {State} */
  state = { items: [], selected: -1, assumed: 0, bigEndian: false };
  /** @type {State[]} */
  before = [];
  /** @type {State[]} */
  after = [];
  lastWhy = '';
  ids = 0;

  get items() { return this.state.items; }

  /** The message that is looked at. @returns {Item | undefined} */
  get item() { return this.state.items.find(i => i.id === this.state.selected); }

  /** The place of the message that is looked at, or -1. */
  get at() { return this.state.items.findIndex(i => i.id === this.state.selected); }

  /** How a message is to be read. @param {Item} item */
  options(item) {
    return { protocol: item.protocol < 0 ? this.state.assumed : item.protocol, bigEndian: this.state.bigEndian, direction: item.direction };
  }

  /** change goes on to a new state. Changes with the same reason are undone together. @param {Partial<State>} next */
  change(next, why = '') {
    if (!why || why !== this.lastWhy) {
      this.before.push(this.state);
      if (this.before.length > deepest) this.before.shift();
    }
    this.lastWhy = why;
    this.after = [];
    this.#become({ ...this.state, ...next });
  }

  #become(/** @type {State} */ state) {
    this.state = state;
    this.dispatchEvent(new CustomEvent('change'));
    this.#keep();
  }

  /** select looks at another message, which is nothing to undo. @param {number} id */
  select(id) {
    if (id === this.state.selected || !this.items.some(i => i.id === id)) return;
    this.lastWhy = '';
    this.#become({ ...this.state, selected: id });
  }

  /** add puts messages behind the others, and looks at the first of them unless told not to. @param {Found[]} found */
  add(found, why = '', look = true) {
    if (!found.length) return;
    const items = found.map(f => ({ ...f, id: ++this.ids }));
    this.change({ items: [...this.items, ...items], ...(look ? { selected: items[0].id } : {}) }, why);
  }

  /** replace has these messages instead of the others, and looks at one of them. @param {Found[]} found */
  replace(found, look = 0) {
    const items = found.map(f => ({ ...f, id: ++this.ids }));
    this.change({ items, selected: items[look]?.id ?? -1 });
  }

  /** edit gives the message that is looked at other bytes, or another protocol. @param {Partial<Found>} more */
  edit(more, why = '') {
    const at = this.at;
    if (at < 0) return;
    this.change({ items: this.items.with(at, { ...this.items[at], ...more }) }, why && `${why}/${this.state.selected}`);
  }

  /** settle ends what is undone together. */
  settle() { this.lastWhy = ''; }

  /** copy puts a twin behind the message that is looked at, and looks at it. */
  copy() {
    const item = this.item;
    if (!item) return;
    const twin = { ...item, id: ++this.ids };
    this.change({ items: this.items.toSpliced(this.at + 1, 0, twin), selected: twin.id });
  }

  /** remove takes a message away. @param {number} id */
  remove(id) {
    const at = this.items.findIndex(i => i.id === id);
    if (at < 0) return;
    const items = this.items.toSpliced(at, 1);
    const selected = id === this.state.selected ? (items[Math.min(at, items.length - 1)]?.id ?? -1) : this.state.selected;
    this.change({ items, selected });
  }

  undo() {
    const state = this.before.pop();
    if (!state) return;
    this.after.push(this.state);
    this.lastWhy = '';
    this.#become(state);
  }

  redo() {
    const state = this.after.pop();
    if (!state) return;
    this.before.push(this.state);
    this.lastWhy = '';
    this.#become(state);
  }

  #keep() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), 400);
  }

  /** keep lets a reload find the messages again, unless they are too many. */
  keep() {
    const size = this.items.reduce((n, i) => n + i.bytes.length, 0);
    try {
      if (size > mostKept) sessionStorage.removeItem(key);
      else {
        const table = writeTable(this.items);
        sessionStorage.setItem(key, JSON.stringify({
          table: btoa(Array.from(table, b => String.fromCharCode(b)).join('')),
          at: this.at, assumed: this.state.assumed, big: this.state.bigEndian,
        }));
      }
    } catch {
      // Storage that is full or forbidden keeps nothing; the page works on.
    }
  }

  /** recall takes up what keep left, and says whether there was anything. */
  recall() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null');
      if (!kept) return false;
      const items = readTable(Uint8Array.from(atob(kept.table), c => c.charCodeAt(0))).map(f => ({ ...f, id: ++this.ids }));
      this.#become({ items, selected: items[kept.at]?.id ?? items[0]?.id ?? -1, assumed: kept.assumed, bigEndian: kept.big });
      return items.length > 0;
    } catch {
      return false;
    }
  }
}
