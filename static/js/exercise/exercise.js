// SPDX-License-Identifier: Apache-2.0
// An exercise judges every live run of the page's lab, by the rules that the
// server's tests judge its solution by.
//
//	nl-lab --nl-end {program, events}--> nl-exercise --nl-solved--> the page
import { make, tell } from '../dom.js';
import { codec } from '../lab/shared.js';
import { t } from '../page/words.js';

/** <nl-exercise> holds the task, its hints, and the judgement. */
export class NLExercise extends HTMLElement {
  connectedCallback() {
    const data = this.querySelector('.exercise-data')?.textContent;
    if (!data || this.data) return;
    /** @type {{rules: string[], else: string[]}} */
    this.data = JSON.parse(data);
    document.addEventListener('nl-end', this.judge);
  }

  disconnectedCallback() {
    document.removeEventListener('nl-end', this.judge);
    this.data = undefined;
  }

  judge = async (/** @type {Event} */ e) => {
    const data = this.data;
    if (!data) return;
    const { program, events } = /** @type {CustomEvent} */ (e).detail;
    const failed = (await codec()).check(data.rules, { program, events });
    const place = this.querySelector('.judgement');
    this.toggleAttribute('solved', failed.length === 0);
    if (failed.length === 0) {
      place?.replaceChildren(make('p', { class: 'solved' }, t('exercise.solved')));
      tell(this, 'nl-solved');
      return;
    }
    place?.replaceChildren(
      make('p', {}, t('exercise.missing')),
      make('ul', {}, ...failed.map(i => make('li', {}, data.else[i]))),
    );
  };
}
