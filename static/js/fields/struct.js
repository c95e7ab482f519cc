// SPDX-License-Identifier: Apache-2.0

/** <nl-struct> is the C struct; the line of the field that is looked at lights up. */
export class NLStruct extends HTMLElement {
  /** light marks the line of a member. @param {string} name */
  light(name) {
    for (const line of this.querySelectorAll('[data-name]')) {
      line.classList.toggle('on', name !== '' && /** @type {HTMLElement} */ (line).dataset.name === name);
    }
  }
}
