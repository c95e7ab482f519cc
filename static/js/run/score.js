// SPDX-License-Identifier: Apache-2.0
// How a run looks: the timeline, the same in words, and the kernel log.
import { make } from '../dom.js';
import { t } from '../page/words.js';
import { eventText } from '../timeline/words.js';

/** @typedef {{timeline: import('../timeline/timeline.js').NLTimeline, list: HTMLElement, log: HTMLElement, inspect: HTMLElement}} Parts */

export class Score {
  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
    /** @type {any[]} */
    this.events = [];
  }

  /** draw shows one event more. @param {any} e */
  draw(e) {
    const { timeline, list, log } = this.parts;
    this.events.push(e);
    timeline.add(e);
    const text = eventText(e);
    if (text) list.append(make('li', {}, text));
    if (e.kind === 'log' || (e.kind === 'panic' && e.text)) log.append(`${log.firstChild ? '\n' : ''}${e.text ?? ''}`);
    if (e.kind === 'end' && !log.firstChild) log.textContent = t('lab.empty');
  }

  clear() {
    const { timeline, list, log, inspect } = this.parts;
    this.events = [];
    timeline.clear();
    list.replaceChildren();
    log.textContent = '';
    inspect.replaceChildren();
  }
}
