// SPDX-License-Identifier: Apache-2.0
// Nests whose attributes have numbers and no names, as CTRL_ATTR_POLICY has them:
// the number of a policy, then that of an attribute, then a set that has names.
import { make } from '../dom.js';
import { t } from '../page/words.js';
import { isObject, listField, slot } from './formgroup.js';
import { textField } from './formvalue.js';

/** @typedef {import('./formvalue.js').Field} Field */

/**
 * levels is a list of numbers with what is inside each. The document has them as
 * keys, or one by one in a list where a number comes twice.
 * @param {string} name @param {number} left how many numbers stand around the set @param {() => Field} inner makes the field of the set
 * @param {() => void} change @returns {Field}
 */
export function levels(name, left, inner, change) {
  const list = listField(name, () => numbered(name, slot(name, left > 1 ? levels(name, left - 1, inner, change) : inner(), change), change), change);
  return {
    view: list.view,
    follow: list.follow,
    value() {
      const all = list.items.map(i => /** @type {[string, any]} */ (i.value()));
      return new Set(all.map(a => a[0])).size === all.length ? Object.fromEntries(all) : all.map(([n, v]) => ({ [n]: v }));
    },
    fill(v) {
      const all = Array.isArray(v) ? v : isObject(v) ? Object.entries(v).map(([n, one]) => ({ [n]: one })) : undefined;
      if (!all?.every(o => isObject(o) && Object.keys(o).length === 1 && /^\d+$/.test(Object.keys(o)[0]))) return false;
      return list.fill(all.map(o => Object.entries(o)[0]));
    },
  };
}

/** numbered is one number with what is inside. @param {string} name @param {Field} inside @param {() => void} change @returns {Field} */
function numbered(name, inside, change) {
  const number = textField(`${name}: nla_type`, '1', change);
  return {
    view: make('div', { class: 'nest' }, make('div', { class: 'member' }, make('span', { class: 'of' }, t('reference.number')), number.view), inside.view),
    follow: () => inside.follow?.(),
    value: () => [number.value() ?? '0', inside.value() ?? {}],
    fill: v => Array.isArray(v) && v.length === 2 && number.fill(String(v[0])) && inside.fill(v[1]),
  };
}
