// SPDX-License-Identifier: Apache-2.0
import { make, tell } from '../dom.js';
import { known, t } from '../page/words.js';
import { machineLine } from './line.js';

/**
 * <nl-run> has Run, Stop and New machine, a switch for kernel tracing, one
 * honest line about the machine, and the verdict on the bytes that were sent.
 *
 * Attributes: start, the key of Run's word; fresh, where each run has a new machine anyway.
 * Events: nl-run, nl-stop, nl-reset.
 */
export class NLRun extends HTMLElement {
  /** @type {any} */
  last = { state: 'none' };

  connectedCallback() {
    if (this.start) return;
    const button = (/** @type {string} */ word, /** @type {string} */ event, kind = '') => make('button', { type: 'button', class: kind, onclick: () => tell(this, event) }, t(word));
    this.start = button(this.getAttribute('start') ?? 'lab.run', 'nl-run', 'primary');
    this.halt = button('lab.stop', 'nl-stop', 'primary');
    this.renew = button('lab.reset', 'nl-reset', 'plain');
    this.trace = make('input', { type: 'checkbox', onchange: () => { this.deep.hidden = !this.trace.checked; } });
    this.deepTrace = make('input', { type: 'checkbox' });
    this.deep = make('label', { class: 'xray', hidden: true, title: t('xray.stacks.why') }, this.deepTrace, t('xray.stacks'));
    this.start.disabled = true; // until the codec is there
    this.halt.hidden = this.renew.hidden = true;
    this.line = make('span', { role: 'status' }, t('status.loading'));
    this.time = make('span', { class: 'clock', 'aria-hidden': 'true' }); // seconds are not read aloud
    this.box = make('p', { class: 'status' }, this.line, this.time);
    this.replaceChildren(make('div', { class: 'controls' }, this.start, this.halt,
      make('label', { class: 'xray', title: t('xray.why') }, this.trace, t('xray.switch')), this.deep, this.box, this.renew));
  }

  /** traced is a program with the tracing that the reader chose. @template T @param {T} program @returns {T} */
  traced(program) {
    if (!this.trace.checked) return program;
    return { ...program, xray: true, ...this.deepTrace.checked ? { xray_stack: true } : {} };
  }

  enable() {
    this.start.disabled = false;
    this.say(t('status.idle'));
  }

  /** running switches Run and Stop; focus stays on the one that is there. @param {boolean} on */
  running(on) {
    const had = document.activeElement === this.start || document.activeElement === this.halt;
    this.start.hidden = on;
    this.halt.hidden = !on;
    if (had) (on ? this.halt : this.start).focus();
    if (!on) return;
    this.verdict('', true);
    if (this.last.state === 'ready') this.say(t('status.running', { kernel: this.last.kernel }), 'busy');
  }

  /** say writes the line. @param {string} text @param {import('./line.js').Kind} [kind] */
  say(text, kind = '') {
    if (this.line.textContent !== text) this.line.textContent = text;
    this.box.dataset.kind = kind;
  }

  /** clock counts seconds behind the line; what it gives stops it. */
  clock() {
    const began = performance.now();
    const tick = () => { this.time.textContent = t('status.clock', { s: Math.floor((performance.now() - began) / 1000) }); };
    tick();
    const timer = setInterval(tick, 1000);
    return () => {
      clearInterval(timer);
      this.time.textContent = '';
    };
  }

  /** @param {string} text @param {boolean} good */
  verdict(text, good) {
    const result = this.closest('nl-lab')?.querySelector('.verdict');
    if (!result) return;
    result.textContent = text && `${good ? '✓ ' : '✕ '}${text}`;
    result.classList.toggle('bad', !good);
  }

  /** status tells what the hub says of the machine. @param {any} s */
  status(s) {
    this.last = s;
    this.renew.hidden = s.state !== 'ready' || this.hasAttribute('fresh');
    const { key, values, kind } = machineLine(s);
    this.say(t(known(key) ? key : 'status.ended.fault', values), kind);
  }

  /** refused tells what was not done, and why. @param {any} r */
  refused(r) {
    const key = `refused.${r.code}`;
    this.say(t(known(key) ? key : 'refused.other', { text: [r.path, r.text].filter(Boolean).join(': ') }), 'bad');
  }

  /** connection tells how the transport is. @param {string} state @param {number} [pause] until it tries again, in milliseconds */
  connection(state, pause = 1000) {
    if (state === 'connecting' && this.last.state === 'none') this.say(t('status.connecting'), 'busy');
    else if (state === 'lost') this.say(t('status.offline', { s: Math.ceil(pause / 1000) }), 'bad');
    else if (state === 'replaced') this.say(t('refused.replaced'), 'bad');
    else if (state === 'open' && this.last.state !== 'none') this.status(this.last);
  }
}
