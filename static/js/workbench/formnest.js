// SPDX-License-Identifier: Apache-2.0
// Attributes in a form: added and removed one by one, nests within nests.
import { make } from '../dom.js';
import { t } from '../page/words.js';
import { field, jsonField, structFields } from './formvalue.js';

/** @typedef {import('../codec/codec.js').Codec} Codec */
/** @typedef {import('../codec/codec.js').Attribute} Attribute */
/** @typedef {import('./formvalue.js').Field} Field */
/** @typedef {{attribute: Attribute, field: Field, view: HTMLElement}} Row */

/** How one level of nests after the other may be opened. */
const deepest = 12;

export class Nest {
  /**
   * @param {Codec} codec @param {number} set @param {() => void} change
   * @param {{first?: number[], outer?: Nest, depth?: number}} [how] first are the attributes that a message is known to carry
   */
  constructor(codec, set, change, how = {}) {
    this.codec = codec;
    this.outer = how.outer;
    this.depth = how.depth ?? 0;
    this.attributes = codec.describeSet(set).attributes.filter(a => a.kind !== 'pad');
    /** @type {Row[]} */
    this.rows = [];
    this.change = () => {
      this.follow();
      change();
    };
    this.list = make('div', { class: 'attributes' });
    this.choice = make('select', { 'aria-label': t('workbench.build.add'), onchange: () => this.#chosen() });
    this.view = make('div', { class: 'nest' }, this.list, this.choice);
    this.#choices(how.first ?? []);
    for (const a of this.attributes) if (a.required) this.add(a);
  }

  #choices(/** @type {number[]} */ first) {
    const likely = new Set(first);
    const option = (/** @type {Attribute} */ a) => new Option(`${a.name}${a.required ? ' *' : ''}`, String(a.number));
    const known = this.attributes.filter(a => likely.has(a.number));
    const rest = this.attributes.filter(a => !likely.has(a.number));
    this.choice.append(new Option(t('workbench.build.add'), ''));
    if (!known.length) this.choice.append(...rest.map(option));
    else {
      this.choice.append(make('optgroup', { label: t('workbench.build.likely') }, ...known.map(option)));
      if (rest.length) this.choice.append(make('optgroup', { label: t('workbench.build.others') }, ...rest.map(option)));
    }
  }

  #chosen() {
    const a = this.attributes.find(x => String(x.number) === this.choice.value);
    this.choice.value = '';
    if (!a) return;
    const row = this.add(a);
    this.change();
    /** @type {HTMLElement | null} */ (row.view.querySelector('input, select, textarea, .flag'))?.focus();
  }

  /** add puts an attribute behind the others. @param {Attribute} a @returns {Row} */
  add(a) {
    /** @type {Row} */
    const row = { attribute: a, field: this.#field(a), view: make('div', { class: 'attribute' }) };
    const name = make('span', { class: 'of' }, a.name, ...(a.required ? [make('span', { class: 'required' }, ` ${t('reference.required')}`)] : []));
    const away = make('button', { type: 'button', class: 'plain', 'aria-label': t('workbench.build.remove', { name: a.name }), onclick: () => {
      this.rows.splice(this.rows.indexOf(row), 1);
      row.view.remove();
      this.choice.focus();
      this.change();
    } }, '×');
    row.view.append(name, away, make('div', { class: 'holds' }, row.field.view));
    this.rows.push(row);
    this.list.append(row.view);
    return row;
  }

  /** @returns {Field} */
  #field(/** @type {Attribute} */ a) {
    if (a.kind === 'choice') return new Choice(this, a);
    if (this.depth < deepest && a.kind === 'nested' && a.set) return new Nest(this.codec, a.set, this.change, { outer: this, depth: this.depth + 1 });
    if (this.depth < deepest && a.kind === 'array' && a.element === 'nested' && a.set) return new List(this, a.set);
    if (a.kind === 'array' || a.kind === 'levels' || a.kind === 'records' || a.kind === 'nested') return jsonField(a.name, a.kind === 'levels' ? '{"1": {}}' : a.kind === 'nested' ? '{}' : '[]', this.change);
    return field(this.codec, /** @type {any} */ (a), this.change);
  }

  /** The value of the attribute with a name, here or in a nest around this one. @param {string} name @returns {string} */
  selector(name) {
    const row = this.rows.find(r => r.attribute.name === name);
    const value = row?.field.value();
    return value === undefined ? (this.outer?.selector(name) ?? '') : String(value);
  }

  /** follow lets choices see what selects them now. */
  follow() {
    for (const r of this.rows) {
      if (r.field instanceof Choice) r.field.follow();
      else if (r.field instanceof Nest) r.field.follow();
    }
  }

  /** value is the attributes as a document has them; a list if one comes many times. */
  value() {
    const all = this.rows.map(r => /** @type {[string, any]} */ ([r.attribute.name, r.field.value()])).filter(([, v]) => v !== undefined);
    const once = new Set(all.map(a => a[0])).size === all.length;
    return once ? Object.fromEntries(all) : all.map(([name, v]) => ({ [name]: v }));
  }
}

/** Choice is an attribute whose format another one selects. */
class Choice {
  /** @param {Nest} nest @param {Attribute} a */
  constructor(nest, a) {
    this.nest = nest;
    this.a = a;
    this.view = make('div', {});
    this.by = null;
    this.follow();
  }

  follow() {
    const by = this.a.selector ? this.nest.selector(this.a.selector) : '';
    if (by !== this.by) {
      this.by = by;
      const format = this.a.formats?.find(f => f.value === by);
      const { codec, change, depth } = this.nest;
      if (format?.set && !format.layout && depth < deepest) this.inner = new Nest(codec, format.set, change, { outer: this.nest, depth: depth + 1 });
      else if (format?.layout && !format.set) this.inner = structFields(codec, format.layout, change);
      else this.inner = jsonField(this.a.name, format ? '{"header": {}, "attrs": {}}' : '"00 01"', change);
      const note = format || !this.a.selector ? [] : [make('p', { class: 'quiet' }, t('reference.selected', { name: this.a.selector }))];
      this.view.replaceChildren(...note, this.inner.view);
    } else if (this.inner instanceof Nest) this.inner.follow();
  }

  value() { return this.inner?.value(); }
}

/** List is an array of nests. */
class List {
  /** @param {Nest} nest @param {number} set */
  constructor(nest, set) {
    /** @type {Nest[]} */
    this.items = [];
    const list = make('div', {});
    const more = make('button', { type: 'button', onclick: () => {
      const item = new Nest(nest.codec, set, nest.change, { outer: nest, depth: nest.depth + 1 });
      this.items.push(item);
      list.append(make('fieldset', {}, make('legend', {}, String(this.items.length)), item.view));
      nest.change();
    } }, t('workbench.build.item'));
    this.view = make('div', {}, list, more);
  }

  value() { return this.items.map(i => i.value()); }
}
