// SPDX-License-Identifier: Apache-2.0
// Runs of a lab: asks for them, draws what comes, compares the bytes.
import { make } from '../dom.js';
import { toHex } from '../hex.js';
import { t } from '../page/words.js';
import { eventText } from '../timeline/words.js';
import { RecordedTransport } from '../transport/recorded.js';
import { complaint } from './complaint.js';
import { reveal } from './reveal.js';
import { inherit, kernel, nextRun } from './shared.js';

/** @typedef {import('../transport/transport.js').Transport} Transport */

export class Runner {
  /** @param {import('./lab.js').NLLab} lab @param {import('../codec/codec.js').Codec} codec */
  constructor(lab, codec) {
    this.lab = lab;
    this.codec = codec;
    this.data = /** @type {any} */ (lab.data);
    this.panel = /** @type {import('../run/run.js').NLRun} */ (lab.piece('nl-run'));
    this.list = lab.piece('.events');
    this.log = lab.piece('.log pre');
    this.number = 0;
    /** @type {any[]} */
    this.events = [];
    /** @type {string | null} */
    this.sent = null;
    this.asked = '';
    /** @type {Transport} */
    this.kernel = kernel(codec);
    /** The way that the run goes: to the kernel, or to a recording. */
    this.transport = this.kernel;
    this.#hearFrom(this.kernel);
    lab.addEventListener('nl-run', () => this.run());
    lab.addEventListener('nl-stop', () => this.transport.stop());
    lab.addEventListener('nl-reset', () => this.transport.reset());
    this.panel.enable();
    const before = inherit(this.data.id, () => this.state());
    if (before) this.#restore(before);
  }

  get live() { return this.transport === this.kernel; }

  #hearFrom(/** @type {Transport} */ transport) {
    transport.addEventListener('frame', e => {
      if (transport === this.transport) this.#hear(/** @type {CustomEvent} */ (e).detail);
    });
    transport.addEventListener('state', e => {
      if (transport === this.transport && this.live) this.panel.connection(/** @type {CustomEvent} */ (e).detail, /** @type {any} */ (transport).pause);
    });
  }

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
    this.number = nextRun();
    this.transport = this.kernel;
    this.asked = toHex(this.lab.message?.bytes ?? new Uint8Array());
    try {
      this.transport.run(this.number, this.program());
      this.panel.running(true);
    } catch (e) {
      this.panel.refused({ code: 'bad-program', path: /** @type {any} */ (e).path, text: /** @type {any} */ (e).message });
    }
  }

  #hear(/** @type {{type: string, body: any}} */ { type, body }) {
    if (type === 'status') this.#status(body);
    else if (type === 'refused') this.#refused(body);
    else if (type === 'event' && body.run === this.number) this.#event(body);
  }

  #status(/** @type {any} */ s) {
    this.panel.status(s);
    // The wait for a machine is over without a run: it was stopped.
    if (s.state === 'none') this.panel.running(false);
  }

  #refused(/** @type {any} */ body) {
    if (body.run && body.run !== this.number) return;
    this.panel.running(false);
    if (body.code === 'expired') this.panel.status({ state: 'none' }); // and its machine with it
    this.panel.refused(body);
    if (body.code === 'no-sandbox' && this.live && body.run) this.#play();
  }

  /** Without a kernel the recorded run is played, and the page says so. */
  #play() {
    this.transport = new RecordedTransport(this.data.recorded);
    this.#hearFrom(this.transport);
    this.transport.run(this.number, {});
    this.panel.running(true);
    this.panel.say(t('refused.no-sandbox'));
  }

  #event(/** @type {any} */ e) {
    if (e.kind === 'start') this.#begin();
    this.#draw(e);
    if (e.kind === 'end') this.#finish(e);
  }

  #draw(/** @type {any} */ e) {
    this.events.push(e);
    if (e.kind === 'sent' && e.step === this.data.edit && this.sent === null) this.sent = e.data ?? '';
    this.lab.timeline?.add(e);
    const text = eventText(e);
    if (text) this.list.append(make('li', {}, text));
    if (e.kind === 'log' || (e.kind === 'panic' && e.text)) this.log.append(`${this.log.textContent ? '\n' : ''}${e.text ?? ''}`);
  }

  #begin() {
    reveal(this.panel, this.lab.piece('nl-timeline .frame'));
    this.#clear();
  }

  #clear() {
    this.events = [];
    this.sent = null;
    this.lab.timeline?.clear();
    this.list.replaceChildren();
    this.log.textContent = '';
    this.lab.piece('nl-inspect').replaceChildren();
    this.lab.piece('.origin').textContent = this.live ? t('lab.live') : t('lab.recorded.again', { date: this.data.date, kernel: this.data.recorded.kernel });
  }

  /** Compares what the kernel was given with what was on the page. */
  #finish(/** @type {any} */ e) {
    this.panel.running(false);
    if (!this.log.textContent) this.log.textContent = t('lab.empty');
    if (!this.live) {
      this.panel.say(t('refused.no-sandbox'));
      return;
    }
    this.panel.status(this.panel.last);
    const n = this.asked.length / 2;
    if (this.sent === null) this.panel.verdict(t('verdict.none'), false);
    else if (this.sent === this.asked) this.panel.verdict(t('verdict.same', { n }), true);
    else this.panel.verdict(t('verdict.differ', { n: firstDifference(this.sent, this.asked) }), false);
    const wrong = this.sent === toHex(this.lab.message?.bytes ?? new Uint8Array()) ? complaint(this.codec, this.data, this.events) : null;
    if (wrong) this.lab.bytes?.accuse(wrong.offset, wrong.length);
    if (e.name !== 'done') this.panel.say(t(`end.${e.name}`), e.name === 'stopped' ? '' : 'bad');
    this.lab.dispatchEvent(new CustomEvent('nl-end', { bubbles: true, detail: { program: this.program(), events: this.events } }));
  }

  /** state is what the next page shows of this lab. @returns {import('./handover.js').LabState} */
  state() {
    return {
      number: this.number, asked: this.asked, events: this.events, live: this.live, status: this.panel.last,
      tab: this.lab.piece('nl-tabs').at ?? 0, scroll: this.lab.closest('.bench')?.scrollTop ?? 0,
    };
  }

  /** The run that the page before showed; what it did not hear yet comes after. */
  #restore(/** @type {import('./handover.js').LabState} */ before) {
    this.number = before.number;
    this.asked = before.asked;
    this.panel.status(before.status);
    this.lab.piece('nl-tabs').open(before.tab);
    if (before.live && before.events.length) {
      this.#clear();
      for (const e of before.events) this.#draw(e);
      const last = before.events.at(-1);
      if (last.kind === 'end') this.#finish(last);
    }
    if (/** @type {any} */ (this.kernel).active) this.panel.running(true);
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
