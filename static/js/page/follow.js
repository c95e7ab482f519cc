// SPDX-License-Identifier: Apache-2.0
// The lab follows the reading: when a paragraph that names a field reaches the
// reading line, the labs are told which, and light its bytes.

/** Where the reader's eyes are, about: a band of the window's height. */
const line = '-30% 0px -55% 0px';

export function startFollow() {
  const labs = document.querySelectorAll('.lesson nl-lab');
  if (!labs.length) return;
  const seen = new IntersectionObserver(entries => {
    const entry = entries.findLast(e => e.isIntersecting);
    // What is pointed at is closer to the reader's mind than where the text stands.
    if (!entry || [...labs].some(l => l.contains(document.activeElement)) || document.querySelector('.field-word:hover, nl-lab:hover')) return;
    const name = /** @type {HTMLElement | null} */ (entry.target.querySelector('[data-field]'))?.dataset.field;
    for (const lab of labs) lab.dispatchEvent(new CustomEvent('nl-read', { detail: { name } }));
  }, { rootMargin: line });
  for (const block of document.querySelectorAll('.prose > :is(p, ul, ol, table)')) {
    if (block.querySelector('[data-field]')) seen.observe(block);
  }
}
