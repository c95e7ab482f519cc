// SPDX-License-Identifier: Apache-2.0
// Fields for single values: a choice for an enum, chips for flags, a text for the
// rest. Each has a view and gives its value as the codec's documents write it;
// undefined leaves it out.
import { make } from '../dom.js';
import { t } from '../page/words.js';

/** @typedef {import('../codec/codec.js').Codec} Codec */
/** @typedef {{view: HTMLElement, value(): any}} Field */
/** @typedef {{name: string, kind: string, size?: number, enum?: number, bits?: boolean, layout?: number, sequence?: boolean, count?: number}} Described */

/** From so many values on a choice is a text with suggestions. */
const manyValues = 40;

const examples = /** @type {Record<string, string>} */ ({
  mac: '02:00:00:00:00:01', ip: '192.0.2.1', hex: '0x1', bytes: '01 02', string: 'eth0', uuid: '00000000-0000-0000-0000-000000000000', errno: '-22',
});

/** chips are flags that are switched on and off. @param {string} label @param {[string, string][]} values @param {Set<string>} on @param {() => void} change */
export function chips(label, values, on, change) {
  const view = make('div', { class: 'flags', role: 'group', 'aria-label': label }, ...values.map(([value, name]) => {
    const b = make('button', { type: 'button', class: 'flag', 'aria-pressed': String(on.has(name)), title: value, onclick: () => {
      if (on.has(name)) on.delete(name);
      else on.add(name);
      b.setAttribute('aria-pressed', String(on.has(name)));
      change();
    } }, name);
    return b;
  }));
  return { view, value: () => (on.size ? [...on] : undefined) };
}

let lists = 0;

/** textField takes what the codec can read. @param {string} label @param {string} example @param {() => void} change @returns {Field} */
function textField(label, example, change) {
  const view = make('input', { type: 'text', 'aria-label': label, placeholder: example, spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off', oninput: change });
  return { view, value: () => (view.value.trim() === '' ? undefined : view.value) };
}

/** jsonField takes what has no field of its own, as a document has it. @param {string} label @param {string} example @param {() => void} change @returns {Field} */
export function jsonField(label, example, change) {
  const view = make('textarea', { rows: 2, 'aria-label': label, placeholder: example, spellcheck: 'false', oninput: change });
  return {
    view,
    value() {
      if (!view.value.trim()) return undefined;
      try {
        return JSON.parse(view.value);
      } catch {
        return view.value;
      }
    },
  };
}

/** enumField is a choice of the names of an enum, or of a number that has none. @param {Codec} codec @param {Described} d @param {() => void} change @returns {Field} */
function enumField(codec, d, change) {
  const e = codec.describeEnum(d.enum ?? 0);
  if (d.bits || e.flags) return chips(d.name, e.values, new Set(), change);
  if (e.values.length > manyValues) {
    const field = textField(d.name, e.values[0]?.[1] ?? '', change);
    const id = `names-${++lists}`;
    field.view.setAttribute('list', id);
    return { view: make('span', { class: 'suggested' }, field.view, make('datalist', { id }, ...e.values.map(v => make('option', { value: v[1] })))), value: field.value };
  }
  const view = make('select', { 'aria-label': d.name, onchange: change }, new Option(t('workbench.build.unset'), ''), ...e.values.map(v => new Option(`${v[1]} (${v[0]})`, v[1])));
  return { view, value: () => view.value || undefined };
}

/** field makes the field for a value that holds no others. @param {Codec} codec @param {Described} d @param {() => void} change @returns {Field} */
export function field(codec, d, change) {
  if (d.kind === 'flag') return { view: make('span', { class: 'quiet' }, t('workbench.build.flag')), value: () => true };
  if (d.kind === 'struct' && d.layout && !d.sequence && (d.count ?? 1) === 1) return structFields(codec, d.layout, change);
  if (d.kind === 'struct' || d.kind === 'vector' || d.kind === 'bitfield32' || (d.count ?? 1) > 1 && d.kind !== 'bytes' && d.kind !== 'string') return jsonField(d.name, d.kind === 'bitfield32' ? '{"value": 1, "selector": 1}' : '[…]', change);
  if (d.enum) return enumField(codec, d, change);
  return textField(d.name, examples[d.kind] ?? (d.kind === 'family' ? 'AF_INET' : '0'), change);
}

/** structFields are the members of a struct. @param {Codec} codec @param {number} layout @param {() => void} change @returns {Field} */
export function structFields(codec, layout, change) {
  const members = codec.describeLayout(layout).members.filter(m => m.kind !== 'pad').map(m => ({ m, f: field(codec, m, change) }));
  return {
    view: make('div', { class: 'members' }, ...members.map(({ m, f }) => make('div', { class: 'member' }, make('span', { class: 'of' }, m.name), f.view))),
    value() {
      /** @type {Record<string, any>} */
      const value = {};
      for (const { m, f } of members) {
        const v = f.value();
        if (v !== undefined) value[m.name] = v;
      }
      return value;
    },
  };
}
