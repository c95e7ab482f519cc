// SPDX-License-Identifier: Apache-2.0
// Words of the lesson that name a field are linked with its bytes: pointing at
// one lights the bytes, and the other way round.

/**
 * fieldWords finds them, once; look is called with a name, or '' for none.
 * @param {Set<string>} names @param {(name: string) => void} look
 */
export function fieldWords(names, look) {
  const found = /** @type {HTMLElement[]} */ (Array.from(document.querySelectorAll('.prose p code, .prose li code, .prose [data-field]')))
    .filter(e => names.has(e.dataset.field ?? e.textContent ?? ''));
  for (const e of found) {
    e.dataset.field ??= e.textContent ?? '';
    e.classList.add('field-word');
    e.addEventListener('pointerenter', () => look(e.dataset.field ?? ''));
    e.addEventListener('pointerleave', () => look(''));
  }
  return {
    /** light marks the words of a field. @param {string} name */
    light(name) {
      for (const e of found) e.classList.toggle('on', name !== '' && e.dataset.field === name);
    },
  };
}
