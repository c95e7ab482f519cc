// SPDX-License-Identifier: Apache-2.0
import { make, tell } from '../dom.js';
import { t } from '../page/words.js';
import { draw } from './draw.js';
import { layout } from './model.js';

/** Events beyond this many are left to the list in words. */
const most = 400;

/** scaleNow is how much larger than usual the reader has made the page. */
const scaleNow = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;

/**
 * <nl-timeline> draws a run as swim lanes and grows while events arrive.
 *
 * Keys: up and down go from message to message, Enter opens one.
 * Events: nl-inspect {event}; nl-words (t was pressed).
 */
export class NLTimeline extends HTMLElement {
  /** @type {import('./model.js').Event[]} */
  events = [];
  /** What a message is called; set by the lab once the codec is there. @type {(e: any) => string} */
  nameOf = () => '';
  pending = false;

  connectedCallback() {
    if (this.frame) return;
    this.frame = make('div', { class: 'frame' });
    this.append(this.frame, make('p', { class: 'note quiet' }, t('timeline.scale')));
    this.frame.addEventListener('click', (/** @type {MouseEvent} */ e) => this.#open(/** @type {Element} */ (e.target).closest('.message[role=button]')));
    this.frame.addEventListener('keydown', (/** @type {KeyboardEvent} */ e) => this.#key(e));
    this.seen = 0;
    new ResizeObserver(([entry]) => {
      const width = Math.floor(entry.contentRect.width);
      if (width !== this.seen) {
        this.seen = width;
        this.soon();
      }
    }).observe(this.frame);
  }

  /** show draws a whole run. @param {any[]} events */
  show(events) {
    this.events = [...events];
    this.paint();
  }

  clear() { this.show([]); }

  /** add draws one event more. @param {any} e */
  add(e) {
    if (this.events.push(e) <= most) this.soon();
  }

  soon() {
    if (this.pending) return;
    this.pending = true;
    requestAnimationFrame(() => {
      this.pending = false;
      this.paint();
    });
  }

  paint() {
    const width = this.frame?.clientWidth ?? 0;
    if (!width) return;
    const at = this.#messages().indexOf(/** @type {any} */ (document.activeElement));
    const [heads, picture] = draw(layout(this.events.slice(0, most)), width, scaleNow(), this.nameOf);
    this.frame.replaceChildren(heads, picture);
    const messages = this.#messages();
    // What scrolls must be reached by keys: by its messages, or itself.
    if (messages.length) for (const a of ['tabindex', 'role', 'aria-label']) this.frame.removeAttribute(a);
    else for (const [a, value] of [['tabindex', '0'], ['role', 'group'], ['aria-label', t('timeline.label')]]) this.frame.setAttribute(a, value);
    messages[Math.max(0, at)]?.setAttribute('tabindex', '0');
    if (at >= 0) messages[at]?.focus();
  }

  /** @returns {any[]} */
  #messages() { return Array.from(this.frame.querySelectorAll('.message[role=button]')); }

  #open(/** @type {any} */ g, byKey = false) {
    if (!g) return;
    for (const m of this.#messages()) m.classList.toggle('open', m === g);
    tell(this, 'nl-inspect', { event: g.event, back: byKey ? () => this.#messages().find(m => m.event === g.event)?.focus() : null });
  }

  #key(/** @type {KeyboardEvent} */ e) {
    const messages = this.#messages();
    const at = messages.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[e.key];
    if (e.key === 't') tell(this, 'nl-words');
    else if (step && at >= 0) {
      const to = messages[Math.max(0, Math.min(messages.length - 1, at + step))];
      messages[at].setAttribute('tabindex', '-1');
      to.setAttribute('tabindex', '0');
      to.focus();
    } else if (e.key === 'Enter' || e.key === ' ') this.#open(document.activeElement?.closest('.message'), true);
    else return;
    e.preventDefault();
  }
}
