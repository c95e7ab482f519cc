// SPDX-License-Identifier: Apache-2.0
// Fields for single values: a choice for an enum, chips for flags, a text for the
// rest. Each has a view and gives its value as the codec's documents write it;
// undefined leaves it out. fill takes such a value, and says whether it could;
// follow looks again at what other fields select.
import { make } from '../dom.js';
import { t } from '../page/words.js';

/** @typedef {import('../codec/codec.js').Codec} Codec */
/** @typedef {{view: HTMLElement, value(): any, fill(v: any): boolean, follow?(): void}} Field */
/** @typedef {{name: string, kind: string, element?: string, size?: number, enum?: number, bits?: boolean, layout?: number, sequence?: boolean, count?: number}} Described */

/** From so many values on a choice is a text with suggestions. */
const manyValues = 40;

const examples = /** @type {Record<string, string>} */ ({
  mac: '02:00:00:00:00:01', ip: '192.0.2.1', hex: '0x1', bytes: '01 02', string: 'eth0', uuid: '00000000-0000-0000-0000-000000000000', errno: '-22',
});

/**
 * chips are flags that are switched on and off. They have no value until one was
 * on: a field that is filled in with none is zero.
 * @param {string} label @param {[string, string][]} values @param {Set<string>} on @param {(name: string, on: boolean) => void} change
 */
export function chips(label, values, on, change) {
  let told = on.size > 0;
  /** @type {Map<string, HTMLElement>} */
  const buttons = new Map();
  const view = make('div', { class: 'flags', role: 'group', 'aria-label': label });
  const press = (/** @type {string} */ name, /** @type {boolean} */ pressed) => {
    told = true;
    if (pressed) on.add(name);
    else on.delete(name);
    buttons.get(name)?.setAttribute('aria-pressed', String(pressed));
  };
  const chip = (/** @type {string} */ name, /** @type {string} */ value) => {
    const b = make('button', { type: 'button', class: 'flag', 'aria-pressed': String(on.has(name)), title: value, onclick: () => {
      press(name, !on.has(name));
      change(name, on.has(name));
    } }, name);
    buttons.set(name, b);
    view.append(b);
  };
  for (const [value, name] of values) chip(name, value);
  return {
    view, press,
    value: () => (on.size ? [...on] : told ? 0 : undefined),
    /** fill takes names in a list or joined by "|", or a number; bits without a name become chips of their own. @param {any} v */
    fill(v) {
      if (v === null || typeof v === 'object' && !Array.isArray(v) || typeof v === 'boolean') return false;
      const names = (Array.isArray(v) ? v : String(v).split('|')).map(String).filter(n => n !== '0' && n !== '');
      for (const name of [...on]) press(name, false);
      for (const name of names) {
        if (!buttons.has(name)) chip(name, name);
        press(name, true);
      }
      told = true;
      return true;
    },
  };
}

let lists = 0;

/** textField takes what the codec can read. @param {string} label @param {string} example @param {() => void} change @returns {Field} */
export function textField(label, example, change) {
  const view = make('input', { type: 'text', 'aria-label': label, placeholder: example, spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off', oninput: change });
  /** A field that was filled in with nothing holds an empty text, not none. @type {string | undefined} */
  let empty;
  return {
    view,
    value: () => (view.value.trim() === '' ? empty : view.value),
    fill(v) {
      if (typeof v !== 'string' && typeof v !== 'number') return false;
      view.value = String(v);
      empty = v === '' ? '' : undefined;
      return view.value === String(v) && (v === '' || view.value.trim() !== '');
    },
  };
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
    fill(v) {
      view.value = JSON.stringify(v);
      return true;
    },
  };
}

/**
 * linesField takes a long list of single values, one a line.
 * @param {string} label @param {() => void} change @returns {Field}
 */
export function linesField(label, change) {
  const view = make('textarea', { rows: 8, 'aria-label': label, spellcheck: 'false', oninput: change });
  return {
    view,
    value: () => view.value.split(/[\s,]+/).filter(Boolean).map(one => (/^(0|-?[1-9]\d{0,14})$/.test(one) ? Number(one) : one)),
    fill(v) {
      if (!Array.isArray(v) || !v.length || !v.every(one => typeof one === 'number' || typeof one === 'string' && /^[^\s,]+$/.test(one))) return false;
      view.value = v.join('\n');
      return true;
    },
  };
}

/** enumField is a choice of the names of an enum, or of a number that has none. @param {Codec} codec @param {Described} d @param {() => void} change @returns {Field} */
export function enumField(codec, d, change) {
  const e = codec.describeEnum(d.enum ?? 0);
  if (d.bits || e.flags) return chips(d.name, e.values, new Set(), change);
  if (e.values.length > manyValues) {
    const field = textField(d.name, e.values[0]?.[1] ?? '', change);
    const id = `names-${++lists}`;
    field.view.setAttribute('list', id);
    return { ...field, view: make('span', { class: 'suggested' }, field.view, make('datalist', { id }, ...e.values.map(v => make('option', { value: v[1] })))) };
  }
  const view = make('select', { 'aria-label': d.name, onchange: change }, new Option(t('workbench.build.unset'), ''), ...e.values.map(v => new Option(`${v[1]} (${v[0]})`, v[1])));
  return {
    view,
    value: () => view.value || undefined,
    fill(v) {
      if (typeof v !== 'string' && typeof v !== 'number') return false;
      const said = String(v);
      if (said && ![.../** @type {HTMLSelectElement} */ (view).options].some(o => o.value === said)) view.append(new Option(said, said));
      view.value = said;
      return said !== '';
    },
  };
}

/** single makes the field for one value. @param {Codec} codec @param {Described} d @param {() => void} change @returns {Field} */
export function single(codec, d, change) {
  if (d.kind === 'flag') return { view: make('span', { class: 'quiet' }, t('workbench.build.flag')), value: () => true, fill: v => v === true };
  if (d.enum) return enumField(codec, d, change);
  const text = textField(d.name, examples[d.kind] ?? (d.kind === 'family' ? 'AF_INET' : '0'), change);
  if (d.kind !== 'uint' && d.kind !== 'int') return text;
  // A number is one in the document too, as long as JavaScript holds it exactly.
  return { ...text, value: () => (/^\s*(0|-?[1-9]\d{0,14})\s*$/.test(text.value() ?? '') ? Number(text.value()) : text.value()) };
}
