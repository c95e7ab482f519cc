// SPDX-License-Identifier: Apache-2.0
// Runs of a lab: asks for them, draws what comes, compares the bytes.
import { toHex } from '../hex.js';
import { t } from '../page/words.js';
import { Score } from '../run/score.js';
import { Session } from '../run/session.js';
import { complaint } from './complaint.js';
import { reveal } from './reveal.js';
import { inherit, kernel } from './shared.js';

export class Runner {
  /** @param {import('./lab.js').NLLab} lab @param {import('../codec/codec.js').Codec} codec */
  constructor(lab, codec) {
    this.lab = lab;
    this.codec = codec;
    this.data = /** @type {any} */ (lab.data);
    this.panel = /** @type {import('../run/run.js').NLRun} */ (lab.piece('nl-run'));
    this.score = new Score({ timeline: lab.piece('nl-timeline'), list: lab.piece('.events'), log: lab.piece('.log pre'), inspect: lab.piece('nl-inspect') });
    /** @type {string | null} */
    this.sent = null;
    this.asked = '';
    /** A run of another program than the lab's is only shown. */
    this.foreign = false;
    this.session = new Session(kernel(codec), this);
    lab.addEventListener('nl-run', () => this.run());
    lab.addEventListener('nl-stop', () => this.session.stop());
    lab.addEventListener('nl-reset', () => this.session.reset());
    this.panel.enable();
    const before = inherit(this.data.id, () => this.state());
    if (before) this.#restore(before);
  }

  get kernel() { return this.session.kernel; }
  get events() { return this.score.events; }
  get live() { return this.session.live; }

  /** program is the lab's with the bytes on the page in it. */
  program() {
    const program = structuredClone(this.data.program);
    const step = program.steps[this.data.edit];
    const n = this.asked.length / 2;
    delete step.data;
    if (n) step.data = this.asked;
    if (step.cuts) step.cuts = step.cuts.filter((/** @type {number} */ c) => c < n);
    if (!step.cuts?.length) delete step.cuts;
    return program;
  }

  run() {
    this.asked = toHex(this.lab.message?.bytes ?? new Uint8Array());
    this.#start(this.program());
  }

  /** show runs a program that is not the lab's: a proof. @param {object} program */
  show(program) {
    if (this.panel.start?.hidden) return; // another run is going on
    this.asked = '';
    this.#start(program, true);
  }

  #start(/** @type {object} */ program, foreign = false) {
    this.foreign = foreign;
    try {
      this.session.run(this.panel.traced(program));
      this.panel.running(true);
    } catch (e) {
      this.panel.refused({ code: 'bad-program', path: /** @type {any} */ (e).path, text: /** @type {any} */ (e).message });
    }
  }

  /** @param {string} state @param {number} pause */
  connection(state, pause) { this.panel.connection(state, pause); }

  /** @param {any} s */
  status(s) {
    this.panel.status(s);
    // The wait for a machine is over without a run: it was stopped.
    if (s.state === 'none') this.panel.running(false);
  }

  /** @param {any} body */
  refused(body) {
    this.panel.running(false);
    if (body.code === 'expired') this.panel.status({ state: 'none' }); // and its machine with it
    this.panel.refused(body);
    if (body.code === 'no-sandbox' && this.live && body.run) this.#play();
  }

  /** Without a kernel the recorded run is played, and the page says so. */
  #play() {
    this.foreign = false;
    this.session.play(this.data.recorded);
    this.panel.running(true);
    this.panel.say(t('refused.no-sandbox'));
  }

  /** @param {any} e */
  event(e) {
    if (e.kind === 'start') this.#begin();
    this.#draw(e);
    if (e.kind === 'end') this.#finish(e);
  }

  #draw(/** @type {any} */ e) {
    if (e.kind === 'sent' && e.step === this.data.edit && this.sent === null) this.sent = e.data ?? '';
    this.score.draw(e);
  }

  #begin() {
    reveal(this.panel, this.lab.piece('nl-timeline .frame'));
    this.#clear();
  }

  #clear() {
    this.sent = null;
    this.score.clear();
    this.lab.piece('.origin').textContent = this.live ? t(this.foreign ? 'lab.trial' : 'lab.live') : t('lab.recorded.again', { date: this.data.date, kernel: this.data.recorded.kernel });
  }

  /** Compares what the kernel was given with what was on the page. */
  #finish(/** @type {any} */ e) {
    this.panel.running(false);
    if (!this.live) {
      this.panel.say(t('refused.no-sandbox'));
      return;
    }
    this.panel.status(this.panel.last);
    if (e.name !== 'done') this.panel.say(t(`end.${e.name}`), e.name === 'stopped' ? '' : 'bad');
    if (this.foreign) return;
    const n = this.asked.length / 2;
    if (this.sent === null) this.panel.verdict(t('verdict.none'), false);
    else if (this.sent === this.asked) this.panel.verdict(t('verdict.same', { n }), true);
    else this.panel.verdict(t('verdict.differ', { n: firstDifference(this.sent, this.asked) }), false);
    const wrong = this.sent === toHex(this.lab.message?.bytes ?? new Uint8Array()) ? complaint(this.codec, this.data, this.events) : null;
    if (wrong) this.lab.bytes?.accuse(wrong.offset, wrong.length);
    this.lab.dispatchEvent(new CustomEvent('nl-end', { bubbles: true, detail: { program: this.program(), events: this.events } }));
  }

  /** state is what the next page shows of this lab. @returns {import('./handover.js').LabState} */
  state() {
    return {
      number: this.session.number, asked: this.asked, foreign: this.foreign, events: this.events, live: this.live, status: this.panel.last,
      tab: this.lab.piece('nl-tabs').at ?? 0, scroll: this.lab.closest('.bench')?.scrollTop ?? 0,
    };
  }

  /** The run that the page before showed; what it did not hear yet comes after. */
  #restore(/** @type {import('./handover.js').LabState} */ before) {
    this.session.number = before.number;
    this.asked = before.asked;
    this.foreign = before.foreign ?? false;
    this.panel.status(before.status);
    this.lab.piece('nl-tabs').open(before.tab);
    if (before.live && before.events.length) {
      this.#clear();
      for (const e of before.events) this.#draw(e);
      const last = before.events.at(-1);
      if (last.kind === 'end') this.#finish(last);
    }
    const { active } = /** @type {any} */ (this.kernel);
    if (active && active === before.number) this.panel.running(true);
    const bench = this.lab.closest('.bench');
    if (bench) bench.scrollTop = before.scroll;
  }
}

/** firstDifference is the offset of the first byte that differs. @param {string} a @param {string} b */
function firstDifference(a, b) {
  let at = 0;
  while (at < a.length && a.slice(at, at + 2) === b.slice(at, at + 2)) at += 2;
  return at / 2;
}
