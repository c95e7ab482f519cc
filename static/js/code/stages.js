// SPDX-License-Identifier: Apache-2.0
import { make } from '../dom.js';
import { t } from '../page/words.js';

/**
 * stagePicker is a row of stages, one of which is chosen: radio buttons, so that
 * arrow keys move as everywhere.
 * @param {string} name of the group @param {{name: string, title: string}[]} stages @param {(name: string) => void} choose
 */
export function stagePicker(name, stages, choose) {
  const inputs = stages.map(s => make('input', { type: 'radio', name, value: s.name, onchange: () => choose(s.name) }));
  const element = make('fieldset', { class: 'stages' }, make('legend', { class: 'visually-hidden' }, t('code.stages')),
    ...stages.map((s, i) => make('label', {}, inputs[i], make('span', {}, s.title))));
  return {
    element,
    /** show marks the stage that is looked at. @param {string} chosen */
    show(chosen) { for (const i of inputs) i.checked = i.value === chosen; },
  };
}
