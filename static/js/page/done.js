// SPDX-License-Identifier: Apache-2.0
// Lessons that the reader has finished: ticked by hand or by solving the
// exercise, kept in this browser only, the same in both languages.
import { recall, keep } from './memory.js';

const key = 'done';

export function startDone() {
  const done = new Set(recall(key).split(' ').filter(Boolean));
  const boxes = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('[data-finish]'));
  const show = () => {
    for (const mark of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-done]'))) {
      mark.hidden = !done.has(mark.dataset.done ?? '');
    }
    for (const box of boxes) box.checked = done.has(box.dataset.finish ?? '');
  };
  const set = (/** @type {string} */ lesson, /** @type {boolean} */ yes) => {
    if (yes) done.add(lesson);
    else done.delete(lesson);
    keep(key, [...done].join(' '));
    show();
  };
  for (const box of boxes) {
    const lesson = box.dataset.finish ?? '';
    box.closest('label')?.removeAttribute('hidden');
    box.addEventListener('change', () => set(lesson, box.checked));
    document.addEventListener('nl-solved', () => set(lesson, true));
  }
  show();
}
