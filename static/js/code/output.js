// SPDX-License-Identifier: Apache-2.0
// The right half of a code lab: how a run ended, what it wrote, and its views.
import { namer } from '../codec/names.js';
import { make } from '../dom.js';
import { t } from '../page/words.js';
import { Score } from '../run/score.js';
import { argument } from '../timeline/nest.js';
import { outcome } from './outcome.js';
import { verdictOf } from './verdict.js';
import { xrayOf } from './xray.js';

/** netlink protocol of a message nobody says more of: the project's own module. */
const assumed = 30;

export class Output {
  /** @param {import('./verdict.js').Place} place links to a line of the reader's */
  constructor(place) {
    this.place = place;
    this.panel = make('nl-run', { start: 'code.run', fresh: true });
    this.origin = make('p', { class: 'origin quiet' });
    this.verdict = make('div', { class: 'outcome', role: 'status' });
    this.terminal = /** @type {import('./terminal.js').NLTerminal} */ (make('nl-terminal'));
    this.timeline = /** @type {import('../timeline/timeline.js').NLTimeline} */ (make('nl-timeline'));
    this.inspect = make('nl-inspect');
    this.list = make('ol', { class: 'events' });
    this.log = make('pre', { tabindex: 0, 'aria-label': t('lab.log') });
    this.xray = make('div', { class: 'calls' });
    const tab = (/** @type {string} */ key, /** @type {string} */ cls, /** @type {HTMLElement[]} */ ...inside) => make('details', { class: cls }, make('summary', {}, t(key)), ...inside);
    this.tabs = /** @type {import('../views/tabs.js').NLTabs} */ (make('nl-tabs', { 'aria-label': t('lab.views') },
      tab('lab.timeline', 'drawn', this.timeline, this.inspect), tab('lab.list', 'words', this.list), tab('lab.log', 'log', this.log), tab('xray.title', 'xray', this.xray)));
    this.element = make('section', { class: 'code-output', 'aria-label': t('code.output') }, make('h3', { class: 'visually-hidden' }, t('code.output')), this.panel, this.origin, this.verdict, this.terminal, this.tabs);
    this.score = new Score({ timeline: this.timeline, list: this.list, log: this.log, inspect: this.inspect });
    /** @type {any} */ this.program = null;
    /** The step whose program reads what is typed, or -1. */
    this.typing = -1;
    this.element.addEventListener('nl-words', () => {
      this.tabs.open(1);
      this.tabs.tabs?.[1].tab.focus();
    });
  }

  /** wake lets messages be named and taken apart. @param {import('../codec/codec.js').Codec} codec */
  wake(codec) {
    this.timeline.nameOf = namer(codec, () => this.protocol);
    this.element.addEventListener('nl-inspect', e => {
      const { event, back } = /** @type {CustomEvent} */ (e).detail;
      /** @type {any} */ (this.inspect).show(codec, { protocol: this.protocol }, event, back);
    });
    this.timeline.soon();
  }

  /** The protocol that the run's sockets were opened with. */
  get protocol() {
    const open = this.score.events.find(e => e.kind === 'enter' && e.name === 'socket' && argument(e, 'protocol'));
    const value = Number(open ? argument(open, 'protocol') : assumed);
    return Number.isInteger(value) ? value : assumed;
  }

  /** begin empties everything for a run. @param {any} program @param {string} origin @param {boolean} [live] it goes on now */
  begin(program, origin, live = false) {
    this.program = program;
    this.tabs.hidden = program.steps.length === 0;
    this.terminal.hidden = !program.steps.some((/** @type {any} */ s) => s.op === 'exec');
    this.typing = -1;
    this.score.clear();
    /** How the run that is shown came out, once it has. @type {import('./outcome.js').Outcome | null} */
    this.outcome = null;
    this.verdict.replaceChildren();
    this.origin.textContent = origin;
    this.terminal.begin(program.steps.some((/** @type {any} */ s) => s.op === 'exec' && s.terminal), live);
    this.#traced();
  }

  /** @param {any} e */
  event(e) {
    this.score.draw(e);
    if (e.kind === 'output') this.terminal.write(e);
    const step = this.program.steps[e.step ?? -1];
    if (e.kind === 'exit' && this.typing >= 0 && this.program.steps[this.typing].actor === e.lane) this.#listen(-1);
    else if (step?.op === 'exec' && step.terminal && e.kind !== 'exit') this.#listen(e.step);
  }

  #listen(/** @type {number} */ step) {
    this.typing = step;
    this.terminal.listen(step >= 0);
  }

  /** over sums the run up. */
  over() {
    this.#listen(-1);
    this.terminal.over();
    this.#traced();
    this.outcome = outcome(this.program, this.score.events);
    this.verdict.replaceChildren(...verdictOf(this.outcome, this.place));
  }

  #traced() { this.xray.replaceChildren(...xrayOf(this.score.events, Boolean(this.program?.xray))); }

  /** stale says that what is shown is of other code than what was just refused. */
  stale() { if (this.score.events.length) this.origin.textContent = t('code.before'); }

  /** show shows a whole run. @param {any} program @param {any[]} events @param {string} origin */
  show(program, events, origin) {
    this.begin(program, origin);
    for (const e of events) this.event(e);
    if (events.length) this.over();
  }

  /** empty shows no run. */
  empty() {
    this.begin({ steps: [] }, '');
    this.log.textContent = t('lab.empty');
  }
}
