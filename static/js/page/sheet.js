// SPDX-License-Identifier: Apache-2.0
// On a narrow window the lab is a sheet at the lower edge, pulled up and down by
// its grip and left where it is put. The style sheet decides what is narrow; on
// a wide window the grip is not shown.
import { t } from './words.js';
import { recall, keep } from './memory.js';

/** Heights in percent of the window: closed, bytes in view, nearly all. */
const stops = [0, 30, 60, 86];

export function startSheet() {
  for (const bench of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.lesson > .bench'))) new Sheet(bench);
}

class Sheet {
  constructor(/** @type {HTMLElement} */ bench) {
    this.bench = bench;
    this.height = Number(recall('sheet') || stops[1]);
    this.grip = document.createElement('button');
    this.grip.type = 'button';
    this.grip.className = 'grip';
    this.grip.textContent = t('lab.title');
    bench.prepend(this.grip);
    bench.classList.add('sheet');
    this.grip.addEventListener('pointerdown', e => this.pull(e));
    this.grip.addEventListener('keydown', e => this.key(e));
    this.grip.addEventListener('click', e => {
      if (e.detail === 0 || !this.pulled) this.next();
    });
    this.set(this.height);
  }

  /** set takes percent of the window's height. */
  set(/** @type {number} */ percent) {
    this.height = Math.min(Math.max(percent, 0), stops[3]);
    this.bench.style.setProperty('--sheet', `${this.height}dvh`);
    this.grip.setAttribute('aria-expanded', String(this.height > 0));
    keep('sheet', String(Math.round(this.height)));
  }

  /** next opens the sheet further, and from the top closes it. */
  next() { this.set(stops.find(s => s > this.height + 1) ?? 0); }

  key(/** @type {KeyboardEvent} */ e) {
    const step = { ArrowUp: 10, ArrowDown: -10 }[e.key];
    if (!step) return;
    e.preventDefault();
    this.set(this.height + step);
  }

  pull(/** @type {PointerEvent} */ down) {
    const from = this.height;
    const abort = new AbortController();
    const { signal } = abort;
    this.pulled = false;
    this.grip.setPointerCapture(down.pointerId);
    this.grip.addEventListener('pointermove', e => {
      const by = down.clientY - e.clientY;
      if (Math.abs(by) > 4) this.pulled = true;
      if (this.pulled) this.set(from + (by / innerHeight) * 100);
    }, { signal });
    for (const end of ['pointerup', 'pointercancel']) this.grip.addEventListener(end, () => abort.abort(), { signal });
  }
}
