// SPDX-License-Identifier: Apache-2.0
// An exercise on code: every variation is run, each on a machine of its own, and
// judged by its rules over the transcript. All but the first are not shown
// before they fail, so that an answer written into the code does not pass.
import { make } from '../dom.js';
import { t } from '../page/words.js';
import { differenceOf } from './difference.js';
import { lineDiff } from './linediff.js';

/** @typedef {import('./stage.js').Exercise} Exercise */
/** @typedef {{files(): import('./drafts.js').File[], take(file: import('./drafts.js').File): void, check(judge: Judge): Promise<boolean>}} Desk what it needs of the lab */
/** @typedef {{begin(i: number): void, judge(i: number, program: any, events: any[]): boolean}} Judge */

export class CodeExercise {
  /** @param {Exercise} exercise @param {Desk} desk @param {(rules: string[], run: {program: any, events: any[]}) => number[]} check gives the rules that a run breaks */
  constructor(exercise, desk, check) {
    this.exercise = exercise;
    this.desk = desk;
    this.check = check;
    this.button = make('button', { type: 'button', class: 'primary', onclick: () => this.#check() }, t('check.run'));
    this.results = make('ol', { class: 'judgement' });
    this.solution = make('details', { class: 'hint', ontoggle: () => this.#reveal() }, make('summary', {}, t('check.solution')));
    const hints = exercise.hints.map((h, i) => make('details', { class: 'hint', hidden: i > 0 },
      make('summary', {}, t('exercise.hint', { i: i + 1, n: exercise.hints.length })), make('p', {}, h)));
    // A hint is offered once the one before it was read; the solution after the last.
    hints.forEach((h, i) => h.addEventListener('toggle', () => {
      if (h.open) (hints[i + 1] ?? this.solution).hidden = false;
    }));
    this.solution.hidden = hints.length > 0;
    this.element = make('section', { class: 'code-exercise', 'aria-label': t('code.stage.exercise') },
      make('div', { class: 'task' }, make('p', { class: 'prompt' }, exercise.prompt), make('div', { class: 'check' }, this.button, make('p', { class: 'quiet' }, t('check.why'))), make('div', { role: 'status' }, this.results)),
      make('div', { class: 'hints' }, ...hints), this.solution);
  }

  async #check() {
    this.results.replaceChildren();
    this.element.removeAttribute('data-solved');
    this.button.disabled = true;
    const n = this.exercise.variations.length;
    const line = (/** @type {string} */ cls, /** @type {string} */ text, /** @type {HTMLElement[]} */ ...more) => make('li', { class: cls }, make('p', {}, text), ...more);
    const whole = await this.desk.check({
      begin: i => this.results.append(line('busy', t('check.going', { i: i + 1, n }))),
      judge: (i, program, events) => {
        const { check } = this.exercise.variations[i];
        const broken = this.check(check.map(c => c.rule), { program, events });
        this.results.lastElementChild?.replaceWith(broken.length === 0 ? line('good', `✓ ${t('check.passed', { i: i + 1, n })}`)
          : line('bad', `✕ ${t('check.failed', { i: i + 1, n })}`, make('ul', {}, ...broken.map(b => make('li', {}, check[b].else))), ...i > 0 ? [make('p', { class: 'quiet' }, t('check.hidden'))] : []));
        return broken.length === 0;
      },
    });
    this.button.disabled = false;
    this.results.querySelector('.busy')?.replaceWith(line('bad', t('check.broken')));
    const solved = whole && this.results.querySelectorAll('.good').length === n;
    this.element.toggleAttribute('data-solved', solved);
    if (solved) this.results.append(line('solved', t('check.solved')));
  }

  /** The solution is shown against what the reader has. */
  #reveal() {
    if (!this.solution.open) return;
    const mine = this.desk.files();
    this.solution.querySelector('.solution')?.remove();
    this.solution.append(make('div', { class: 'solution' }, make('p', { class: 'quiet' }, t('check.solution.against')), ...this.exercise.solution.map(f => make('div', {},
      make('p', {}, make('code', {}, f.name), ' ', make('button', { type: 'button', onclick: () => this.desk.take(f) }, t('check.solution.take'))),
      make('pre', { class: 'difference', tabindex: 0, 'aria-label': t('check.solution.file', { name: f.name }) },
        ...differenceOf(lineDiff(mine.find(m => m.name === f.name)?.text ?? '', f.text)))))));
  }
}
