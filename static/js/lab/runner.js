// SPDX-License-Identifier: Apache-2.0
// Runs of a lab: asks for them, draws what comes, compares the bytes.
import { make } from '../dom.js';
import { toHex } from '../hex.js';
import { t } from '../page/words.js';
import { eventText } from '../timeline/words.js';
import { RecordedTransport } from '../transport/recorded.js';
import { reveal } from './reveal.js';
import { kernel, nextRun } from './shared.js';

/** @typedef {import('../transport/transport.js').Transport} Transport */

export class Runner {
  /** @param {import('./lab.js').NLLab} lab @param {import('../codec/codec.js').Codec} codec */
  constructor(lab, codec) {
    this.lab = lab;
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
    this.transport = kernel(codec);
    this.live = true;
    this.#hearFrom(this.transport);
    lab.addEventListener('nl-run', () => this.run());
    lab.addEventListener('nl-stop', () => this.transport.stop());
    lab.addEventListener('nl-reset', () => this.transport.reset());
    this.panel.enable();
  }

  #hearFrom(/** @type {Transport} */ transport) {
    transport.addEventListener('frame', e => this.#hear(/** @type {CustomEvent} */ (e).detail));
    transport.addEventListener('state', e => {
      if (transport === this.transport && this.live) this.panel.connection(/** @type {CustomEvent} */ (e).detail);
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
    this.sent = null;
    this.asked = toHex(this.lab.message?.bytes ?? new Uint8Array());
    try {
      this.transport.run(this.number, this.program());
      this.panel.running(true);
    } catch (e) {
      this.panel.refused({ code: 'bad-program', path: /** @type {any} */ (e).path, text: /** @type {any} */ (e).message });
    }
  }

  #hear(/** @type {{type: string, body: any}} */ { type, body }) {
    if (type === 'status') this.panel.status(body);
    else if (type === 'refused') this.#refused(body);
    else if (type === 'event' && body.run === this.number) this.#event(body);
  }

  #refused(/** @type {any} */ body) {
    if (body.run && body.run !== this.number) return;
    this.panel.running(false);
    this.panel.refused(body);
    if (body.code === 'no-sandbox' && this.live) this.#fallBack();
  }

  /** Without a kernel the recorded run is played, and the page says so. */
  #fallBack() {
    this.live = false;
    this.transport = new RecordedTransport(this.data.recorded);
    this.#hearFrom(this.transport);
  }

  #event(/** @type {any} */ e) {
    if (e.kind === 'start') this.#begin(e);
    this.events.push(e);
    if (e.kind === 'sent' && e.step === this.data.edit && this.sent === null) this.sent = e.data ?? '';
    this.lab.timeline?.add(e);
    const text = eventText(e);
    if (text) this.list.append(make('li', {}, text));
    if (e.kind === 'log') this.log.append(`${this.log.textContent ? '\n' : ''}${e.text ?? ''}`);
    if (e.kind === 'end') this.#finish(e);
  }

  #begin(/** @type {any} */ e) {
    this.events = [];
    reveal(this.panel, this.lab.piece('nl-timeline .frame'));
    this.lab.timeline?.clear();
    this.list.replaceChildren();
    this.log.textContent = '';
    this.lab.piece('nl-inspect').replaceChildren();
    const kernelName = (e.args ?? []).find((/** @type {string[]} */ a) => a[0] === 'kernel')?.[1] ?? '';
    const recorded = this.data.recorded;
    this.lab.piece('.origin').textContent = this.live ? t('lab.live', { kernel: kernelName })
      : t('lab.recorded', { date: recorded.recorded, kernel: recorded.kernel });
  }

  /** Compares what the kernel was given with what was on the page. */
  #finish(/** @type {any} */ e) {
    this.panel.running(false);
    if (!this.live) {
      this.panel.say(t('refused.no-sandbox'));
      return;
    }
    this.panel.status(this.panel.last);
    if (!this.log.textContent) this.log.textContent = t('lab.empty');
    const n = this.asked.length / 2;
    if (this.sent === null) this.panel.verdict(t('verdict.none'), false);
    else if (this.sent === this.asked) this.panel.verdict(t('verdict.same', { n }), true);
    else this.panel.verdict(t('verdict.differ', { n: firstDifference(this.sent, this.asked) }), false);
    if (e.name !== 'done') this.panel.say(t(`end.${e.name}`), e.name === 'stopped' ? '' : 'bad');
    this.lab.dispatchEvent(new CustomEvent('nl-end', { bubbles: true, detail: { program: this.program(), events: this.events } }));
  }
}

/** firstDifference is the offset of the first byte that differs. @param {string} a @param {string} b */
function firstDifference(a, b) {
  let at = 0;
  while (at < a.length && a.slice(at, at + 2) === b.slice(at, at + 2)) at += 2;
  return at / 2;
}
