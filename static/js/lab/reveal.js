// SPDX-License-Identifier: Apache-2.0
// After Run the answer should be seen without a search for it: what scrolls is
// scrolled as far as the timeline needs, but never so far that Run leaves.

/** Room left at the edges, in pixels. */
const margin = 8;

/**
 * distance says how far to scroll so that the timeline's end comes into view
 * while the controls stay in it.
 * @param {{top: number, bottom: number}} view what can be seen
 * @param {number} controls their upper edge @param {number} end of the timeline
 */
export function distance(view, controls, end) {
  return Math.max(0, Math.min(end - view.bottom + margin, controls - view.top - margin));
}

/** reveal scrolls to a run's answer. @param {Element} controls @param {Element} timeline */
export function reveal(controls, timeline) {
  const scroller = scrollerOf(controls);
  const box = scroller?.getBoundingClientRect();
  const bar = document.querySelector('.bar')?.getBoundingClientRect().bottom ?? 0;
  const view = { top: Math.max(bar, box?.top ?? 0), bottom: Math.min(innerHeight, box?.bottom ?? innerHeight) };
  const top = distance(view, controls.getBoundingClientRect().top, timeline.getBoundingClientRect().bottom);
  if (top > 0) (scroller ?? window).scrollBy({ top, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth' });
}

/** @param {Element} e */
function scrollerOf(e) {
  for (let at = e.parentElement; at && at !== document.body; at = at.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(at).overflowY) && at.scrollHeight > at.clientHeight) return at;
  }
  return null;
}
