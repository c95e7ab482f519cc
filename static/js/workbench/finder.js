// SPDX-License-Identifier: Apache-2.0
// The search field: Enter goes to the next hit, Shift+Enter to the one before.
import { t } from '../page/words.js';
import { seek } from './find.js';

/** Typing goes on for so long, in milliseconds, before a search begins. */
const pause = 120;

export class Finder {
  /**
   * @param {HTMLElement} root @param {import('./bench.js').Bench} bench
   * @param {(at: number) => import('../codec/codec.js').Tree} treeOf
   * @param {import('./detail.js').Detail} detail
   */
  constructor(root, bench, treeOf, detail) {
    this.bench = bench;
    this.treeOf = treeOf;
    this.detail = detail;
    this.box = /** @type {HTMLInputElement} */ (root.querySelector('#field-find'));
    this.said = /** @type {HTMLElement} */ (root.querySelector('.found'));
    this.box.addEventListener('input', () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.#go(1, true), pause);
    });
    this.box.addEventListener('keydown', e => {
      if (e.key !== 'Enter' || e.isComposing) return;
      e.preventDefault();
      clearTimeout(this.timer);
      this.#go(e.shiftKey ? -1 : 1);
    });
    root.querySelector('.find-next')?.addEventListener('click', () => this.#go(1));
    root.querySelector('.find-before')?.addEventListener('click', () => this.#go(-1));
  }

  /** Goes on from the last hit; with here from the message's beginning. */
  #go(/** @type {1 | -1} */ step, here = false) {
    const text = this.box.value.trim();
    const { tree } = this.detail;
    if (!text || !this.bench.items.length) {
      tree.hit = -1;
      this.said.textContent = '';
      tree.rows?.paint(true);
      return;
    }
    const none = step > 0 ? -1 : Infinity;
    const from = { message: Math.max(0, this.bench.at), node: here || tree.hit < 0 ? none : tree.hit };
    const hit = seek(this.bench.items.length, this.treeOf, from, text, step);
    if (!hit) {
      tree.hit = -1;
      this.said.textContent = t('workbench.find.none');
      tree.rows?.paint(true);
      return;
    }
    this.bench.select(this.bench.items[hit.message].id);
    tree.hit = hit.node;
    tree.goto(hit.node, true);
    this.detail.pin(hit.node);
    this.said.textContent = t('workbench.find.hit', { i: hit.hit, n: hit.hits, m: hit.message + 1 });
  }
}
