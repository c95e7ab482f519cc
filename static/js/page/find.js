// SPDX-License-Identifier: Apache-2.0
// Finds lessons and their sections in the contents, as the reader types. The
// server has put all of them into the drawer; a slash opens it.
import { t } from './words.js';

export function startFind() {
  const drawer = /** @type {HTMLDetailsElement | null} */ (document.querySelector('.drawer'));
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById('find'));
  if (!drawer || !field) return;
  const said = /** @type {HTMLElement} */ (drawer.querySelector('.found'));
  const lessons = /** @type {HTMLElement[]} */ (Array.from(drawer.querySelectorAll('nav > ol > li')));
  field.closest('label')?.removeAttribute('hidden');
  field.addEventListener('input', () => {
    const shown = lessons.filter(l => show(l, words(field.value))).length;
    said.textContent = field.value && !shown ? t('site.find.none') : '';
  });
  field.addEventListener('keydown', e => {
    if (e.key === 'Escape' && field.value) {
      field.value = '';
      field.dispatchEvent(new Event('input'));
      e.stopPropagation();
    } else if (e.key === 'Enter') /** @type {HTMLElement | undefined} */ (Array.from(drawer.querySelectorAll('nav > ol a')).find(a => /** @type {HTMLElement} */ (a).offsetParent))?.click();
  });
  document.addEventListener('keydown', e => {
    if (e.key !== '/' || e.ctrlKey || e.metaKey || e.altKey || /** @type {Element} */ (e.target).closest('input, textarea, select, [role=application], [contenteditable]')) return;
    e.preventDefault();
    drawer.open = true;
    field.focus();
  });
}

const words = (/** @type {string} */ text) => text.toLowerCase().split(/\s+/).filter(Boolean);

const has = (/** @type {Element | null} */ e, /** @type {string[]} */ wanted) => wanted.every(w => (e?.textContent ?? '').toLowerCase().includes(w));

/** show shows what of a lesson has all the words; nothing wanted shows it as it came. */
function show(/** @type {HTMLElement} */ lesson, /** @type {string[]} */ wanted) {
  const title = lesson.querySelector('a');
  const whole = has(title, wanted) || has(lesson.querySelector('.about'), wanted);
  let any = false;
  for (const section of /** @type {NodeListOf<HTMLElement>} */ (lesson.querySelectorAll('.sections > li'))) {
    const hit = wanted.length > 0 && has(section, wanted);
    any ||= hit;
    section.hidden = wanted.length ? !hit : title?.getAttribute('aria-current') !== 'page';
  }
  lesson.hidden = wanted.length > 0 && !whole && !any;
  return !lesson.hidden;
}
