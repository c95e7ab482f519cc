// SPDX-License-Identifier: Apache-2.0
// Fields for values that hold others: structs, lists, bits with the mask of those
// that are meant. What cannot be taken apart stands in a slot as JSON.
import { make } from '../dom.js';
import { t } from '../page/words.js';
import { chips, jsonField, linesField, single } from './formvalue.js';

/** @typedef {import('../codec/codec.js').Codec} Codec */
/** @typedef {import('./formvalue.js').Field} Field */
/** @typedef {import('./formvalue.js').Described} Described */

/** Elements that a list shows one by one; a longer one is a line each, or JSON. */
const mostItems = 128;

/** isObject tells objects from lists and the rest. @param {any} v */
export const isObject = v => typeof v === 'object' && v !== null && !Array.isArray(v);

/**
 * slot holds a field, and lines or JSON in its place once it is filled with what
 * the field has no room for. What an attribute says of its own nla_type, as in
 * {"$type": "0x803e", "$value": {}}, stays beside the field.
 * @param {string} name @param {Field} field @param {() => void} change @returns {Field & {field: Field}}
 */
export function slot(name, field, change) {
  /** @type {Record<string, any> | undefined} */
  let aside;
  const s = {
    field,
    view: field.view,
    value() {
      const v = s.field.value();
      return aside && v !== undefined ? { ...aside, $value: v } : v;
    },
    follow: () => s.field.follow?.(),
    fill(/** @type {any} */ v) {
      if (isObject(v) && '$value' in v && Object.keys(v).every(k => /^\$(type|index|value)$/.test(k))) {
        const { $value, ...rest } = v;
        if (s.field.fill($value)) {
          aside = rest;
          s.field.view.after(make('p', { class: 'quiet' }, Object.entries(rest).map(([k, n]) => `${k === '$type' ? 'nla_type' : k} ${n}`).join(', ')));
          return true;
        }
      } else if (s.field.fill(v)) return true;
      const lines = linesField(name, change);
      const json = lines.fill(v) ? lines : jsonField(name, '', change);
      if (json !== lines) json.fill(v);
      s.field.view.replaceWith(json.view);
      s.field = json;
      s.view = json.view;
      return true;
    },
  };
  return s;
}

/**
 * listField has any number of elements, each with a button that removes it.
 * @param {string} name @param {() => Field} item makes the field of an element @param {() => void} change @param {number} [most] how many there may be
 * @returns {Field & {items: Field[]}}
 */
export function listField(name, item, change, most = Infinity) {
  /** @type {Field[]} */
  const items = [];
  const list = make('ol', { class: 'items' });
  const add = () => {
    const field = slot(name, item(), change);
    items.push(field);
    const line = make('li', {}, make('div', { class: 'holds' }, field.view), make('button', { type: 'button', class: 'plain', 'aria-label': t('workbench.build.remove.item', { name }), onclick: () => {
      items.splice(items.indexOf(field), 1);
      line.remove();
      more.disabled = false;
      more.focus();
      change();
    } }, '×'));
    list.append(line);
    more.disabled = items.length >= most;
    return field;
  };
  const more = make('button', { type: 'button', class: 'more', 'aria-label': `${t('workbench.build.item')}: ${name}`, onclick: () => {
    const field = add();
    change();
    /** @type {HTMLElement | null} */ (field.view.matches('input, select') ? field.view : field.view.querySelector('input, select, textarea, .flag'))?.focus();
  } }, t('workbench.build.item'));
  return {
    view: make('div', { class: 'list' }, list, more),
    items,
    follow: () => items.forEach(i => i.follow?.()),
    // An element that says nothing is zero: the ones behind it keep their places.
    value: () => items.map(i => i.value() ?? 0),
    fill(v) {
      if (!Array.isArray(v) || v.length > Math.min(most, mostItems)) return false;
      items.length = 0;
      list.replaceChildren();
      for (const one of v) add().fill(one);
      return true;
    },
  };
}

/** bitfield is struct nla_bitfield32: which bits are set, and which of them are meant. @param {Codec} codec @param {Described} d @param {() => void} change @returns {Field} */
function bitfield(codec, d, change) {
  /** @type {Record<string, Field>} */
  const of = {};
  if (d.enum) {
    const values = codec.describeEnum(d.enum).values;
    const selector = chips(`${d.name} selector`, values, new Set(), change);
    of.value = chips(`${d.name} value`, values, new Set(), (name, on) => {
      if (on) selector.press(name, true); // kernels refuse bits that the selector does not have
      change();
    });
    of.selector = selector;
  } else for (const key of ['value', 'selector']) of[key] = single(codec, { name: `${d.name} ${key}`, kind: 'hex' }, change);
  return { view: membersView(Object.entries(of)), ...members(of) };
}

/** membersView shows fields with their names. @param {[string, Field][]} fields */
function membersView(fields) {
  return make('div', { class: 'members' }, ...fields.map(([name, f]) => make('div', { class: 'member' }, make('span', { class: 'of' }, name), f.view)));
}

/** members gives and takes an object with a field for each key. @param {Record<string, Field>} of */
function members(of) {
  return {
    value() {
      /** @type {Record<string, any>} */
      const value = {};
      for (const [name, f] of Object.entries(of)) {
        const v = f.value();
        if (v !== undefined && !(Array.isArray(v) && !v.length)) value[name] = v;
      }
      return value;
    },
    fill(/** @type {any} */ v) {
      if (!isObject(v) || Object.keys(v).some(k => !Object.hasOwn(of, k))) return false;
      return Object.entries(v).every(([name, one]) => of[name].fill(one));
    },
  };
}

/** field makes the field for a value that holds no attributes. @param {Codec} codec @param {Described} d @param {() => void} change @returns {Field} */
export function field(codec, d, change) {
  const many = d.count ?? 1;
  const one = () => field(codec, { ...d, count: 1, sequence: false }, change);
  if (d.kind === 'bitfield32') return bitfield(codec, d, change);
  if (d.kind === 'vector') return listField(d.name, () => single(codec, { ...d, kind: d.element ?? 'uint' }, change), change);
  if (d.kind === 'struct' && d.sequence) return listField(d.name, one, change);
  if (d.kind === 'bytes' || d.kind === 'string') return single(codec, d, change);
  // A last member that is counted by nothing is as long as it is.
  if (many > 1 || many === 0 && d.size !== 1) return listField(d.name, one, change, many || Infinity);
  if (d.kind === 'struct' && d.layout) return structFields(codec, d.layout, change);
  return single(codec, many === 0 ? { ...d, kind: 'bytes', enum: 0 } : d, change);
}

/** structFields are the members of a struct, but for those that are worked out. @param {Codec} codec @param {number} layout @param {() => void} change @param {number} [from] the first that is shown @returns {Field} */
export function structFields(codec, layout, change, from = 0) {
  const shown = codec.describeLayout(layout).members.slice(from).filter(m => m.kind !== 'pad');
  /** @type {Record<string, Field>} */
  const of = Object.create(null);
  for (const m of shown) of[m.name] = slot(m.name, field(codec, m, change), change);
  return { view: membersView(Object.entries(of)), ...members(of) };
}
