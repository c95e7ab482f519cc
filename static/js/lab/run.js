// SPDX-License-Identifier: Apache-2.0
// Run, Stop, New machine, and one honest line about the machine.
import { t, known } from '../page/words.js';
import { el } from './dom.js';

export class RunPanel extends EventTarget {
  /** @param {HTMLElement} host */
  constructor(host) {
    super();
    const button = (/** @type {string} */ name, kind = '') => {
      const b = /** @type {HTMLButtonElement} */ (el('button', { type: 'button', class: kind }, t(`lab.${name}`)));
      b.addEventListener('click', () => this.dispatchEvent(new Event(name)));
      return b;
    };
    this.run = button('run', 'primary');
    this.stop = button('stop');
    this.reset = button('reset', 'plain');
    this.restore = button('restore', 'plain');
    this.stop.hidden = true;
    this.reset.hidden = true;
    this.restore.hidden = true;
    this.line = el('p', { class: 'status', role: 'status' }, t('status.idle'));
    this.result = el('p', { class: 'verdict', role: 'status' });
    host.replaceChildren(el('div', { class: 'controls' }, this.run, this.stop, this.reset, this.restore), this.line, this.result);
    /** @type {any} */ this.last = { state: 'none' };
  }

  /** running switches Run and Stop; focus stays on the one that is there. */
  running(/** @type {boolean} */ on) {
    const had = document.activeElement === this.run || document.activeElement === this.stop;
    this.run.hidden = on;
    this.stop.hidden = !on;
    if (had) (on ? this.stop : this.run).focus();
    if (on) {
      this.verdict('', true);
      if (this.last.state === 'ready') this.say(t('status.running', { kernel: this.last.kernel }));
    } else {
      this.status(this.last);
    }
  }

  changed(/** @type {boolean} */ yes) { this.restore.hidden = !yes; }

  say(/** @type {string} */ text, bad = false) {
    this.line.textContent = text;
    this.line.classList.toggle('bad', bad);
  }

  verdict(/** @type {string} */ text, /** @type {boolean} */ good) {
    this.result.textContent = text && `${good ? '✓ ' : '✕ '}${text}`;
    this.result.classList.toggle('bad', !good);
  }

  /** status tells what the hub says of the machine. @param {any} s */
  status(s) {
    this.last = s;
    this.reset.hidden = s.state !== 'ready';
    switch (s.state) {
      case 'ready':
        this.say(t('status.ready', { kernel: s.kernel, accel: (s.accel ?? '').toUpperCase(), ms: Math.round((s.start_us ?? 0) / 1000) }));
        break;
      case 'queued':
        this.say(t(s.wait_ms ? 'status.queued.wait' : 'status.queued', { n: s.position, s: Math.ceil((s.wait_ms ?? 0) / 1000) }));
        break;
      case 'starting':
        this.say(t('status.starting'));
        break;
      case 'ended':
        this.say(t(known(`status.ended.${s.code}`) ? `status.ended.${s.code}` : 'status.ended.fault'), s.code === 'panic' || s.code === 'fault');
        break;
      default:
        this.say(t('status.idle'));
    }
  }

  connection(/** @type {string} */ state) {
    if (state === 'connecting' && this.last.state === 'none') this.say(t('status.connecting'));
    else if (state === 'lost') this.say(t('status.lost'), true);
    else if (state === 'open' && this.last.state !== 'none') this.status(this.last);
  }
}
