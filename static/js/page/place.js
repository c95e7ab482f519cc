// SPDX-License-Identifier: Apache-2.0
// The language switch keeps the place: it leads to the section that is being
// read. Sections have the same ids in every language.

export function startPlace() {
  const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector('a.lang'));
  if (!link) return;
  const aim = () => {
    const id = current();
    link.hash = id ? `#${id}` : '';
  };
  for (const event of ['pointerdown', 'focus', 'click']) link.addEventListener(event, aim);
}

/** current is the id of the last section whose heading is above a third of the window. */
function current() {
  let id = '';
  for (const heading of document.querySelectorAll('.prose h2[id], .prose h3[id]')) {
    if (heading.getBoundingClientRect().top > innerHeight / 3) break;
    if (!heading.closest('.margin')) id = heading.id;
  }
  return id;
}
