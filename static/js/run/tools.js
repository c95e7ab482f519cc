// SPDX-License-Identifier: Apache-2.0
import { make, tell } from '../dom.js';
import { t } from '../page/words.js';

/**
 * <nl-tools> stands below the bytes: byte order, add or remove a byte, and the
 * way back to the lesson's bytes.
 *
 * Events: nl-order {big}, nl-insert, nl-drop, nl-restore.
 */
export class NLTools extends HTMLElement {
  connectedCallback() {
    if (this.order) return;
    const option = (/** @type {string} */ v) => make('option', { value: v }, t(`lab.order.${v}`));
    this.order = make('select', { onchange: () => tell(this, 'nl-order', { big: this.order.value === 'big' }) }, option('little'), option('big'));
    const button = (/** @type {string} */ word, /** @type {string} */ sign, /** @type {string} */ event) => make('button', { type: 'button', class: 'plain', onclick: () => tell(this, event) }, sign + t(`lab.${word}`));
    this.back = button('restore', '↺ ', 'nl-restore');
    this.back.hidden = true;
    this.why = make('span', { class: 'why', role: 'status' });
    this.replaceChildren(
      button('insert', '+ ', 'nl-insert'), button('remove', '− ', 'nl-drop'), this.back,
      make('label', { class: 'order' }, make('span', { class: 'quiet' }, t('lab.order')), this.order), this.why);
  }

  /** show tells whether there is a way back, and which order it is. @param {boolean} edited @param {boolean} big */
  show(edited, big) {
    const order = big ? 'big' : 'little';
    if (this.back.hidden === edited) this.back.hidden = !edited;
    if (this.order.value !== order) this.order.value = order;
    this.warn(big ? t('lab.order.why') : '');
  }

  /** warn says what is not as the reader may think. @param {string} text */
  warn(text) {
    if (this.why.textContent !== text) this.why.textContent = text;
  }
}
