// SPDX-License-Identifier: Apache-2.0
// Links in the prose that put a message into the lab:
// <a class="try" href="#lab-flags" data-message="1500…">. Without a live lab
// they lead to it and nothing more. Those under a claim run a program that is
// not the lab's: <a class="trial" href="#lab-flags" data-program="{…}">.
import { fromHex } from '../hex.js';

/** @typedef {import('../lab/lab.js').NLLab} NLLab */

/** offerTrials makes them work, once for a page. @param {Document} page */
export function offerTrials(page) {
  page.addEventListener('click', e => {
    const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (e.target).closest('a.try, a.trial'));
    const lab = /** @type {NLLab | null} */ (link && page.querySelector(link.hash));
    if (!link || !lab?.message) return;
    e.preventDefault();
    if (link.dataset.program) {
      lab.runner?.show(JSON.parse(link.dataset.program));
      lab.scrollIntoView({ block: 'nearest' });
      return;
    }
    lab.message.set(fromHex(link.dataset.message ?? ''), { at: 0 });
    lab.draw();
    /** @type {HTMLElement | null} */ (lab.querySelector('nl-run button.primary:not([hidden])'))?.focus();
  });
}
