// SPDX-License-Identifier: Apache-2.0
// Attributes in a form: added and removed one by one, nests within nests. A nest
// takes up the attributes of a document; what it has no field for stays as JSON.
import { make } from '../dom.js';
import { t } from '../page/words.js';
import { field, isObject, listField, slot, structFields } from './formgroup.js';
import { levels } from './formlevels.js';
import { jsonField } from './formvalue.js';

/** @typedef {import('../codec/codec.js').Codec} Codec */
/** @typedef {import('../codec/codec.js').Attribute} Attribute */
/** @typedef {import('./formvalue.js').Field} Field */
/** @typedef {{attribute: Attribute, field: Field & {field: Field}, view: HTMLElement}} Row */

/** How one level of nests after the other may be opened. */
const deepest = 12;

export class Nest {
  /**
   * @param {Codec} codec @param {number} set @param {() => void} change
   * @param {{first?: number[], outer?: Nest, depth?: number, family?: () => string}} [how] first are the attributes that a message
   *   is known to carry, family gives the address family in its header
   */
  constructor(codec, set, change, how = {}) {
    this.codec = codec;
    this.outer = how.outer;
    this.depth = how.depth ?? 0;
    /** @type {() => string} */
    this.addressFamily = how.family ?? how.outer?.addressFamily ?? (() => '0');
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
    const row = { attribute: a, field: slot(a.name, this.#field(a), this.change), view: make('div', { class: 'attribute' }) };
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
    const { codec, change } = this;
    const d = /** @type {any} */ (a);
    if (a.kind === 'choice') return new Choice(this, a);
    if (this.depth < deepest && a.set) {
      if (a.kind === 'nested') return this.inner(a.set);
      if (a.kind === 'array' && a.element === 'nested') return listField(a.name, () => this.inner(a.set ?? 0), change);
      if (a.kind === 'records' && a.layout) return listField(a.name, () => new Headed(this, a.layout ?? 0, a.set ?? 0, true), change);
      if (a.kind === 'message' && a.layout) return new Headed(this, a.layout, a.set);
      if (a.kind === 'levels' && a.levels) return levels(a.name, a.levels, () => this.inner(a.set ?? 0), change);
    }
    if (a.kind === 'array' && a.element !== 'nested') return listField(a.name, () => field(codec, { ...d, kind: a.element }, change), change);
    if (['array', 'levels', 'records', 'nested', 'message', ''].includes(a.kind)) return jsonField(a.name, a.kind === 'nested' ? '{}' : '[]', change);
    return field(codec, d, change);
  }

  /** inner makes a nest in this one. @param {number} set */
  inner(set) { return new Nest(this.codec, set, this.change, { outer: this, depth: this.depth + 1 }); }

  /** The value of the attribute with a name, here or in a nest around this one. @param {string} name @returns {string} */
  selector(name) {
    const row = this.rows.findLast(r => r.attribute.name === name);
    const value = row?.field.value();
    if (value === undefined) return this.outer?.selector(name) ?? '';
    // Formats that a number selects are listed by it, and fields give its name.
    const named = row?.attribute.enum ? this.codec.describeEnum(row.attribute.enum).values.find(v => v[1] === String(value)) : undefined;
    return named ? named[0] : String(value);
  }

  /** follow lets choices see what selects them now. */
  follow() {
    for (const r of this.rows) r.field.follow?.();
  }

  /** value is the attributes as a document has them; a list if one comes many times. */
  value() {
    const all = this.rows.map(r => /** @type {[string, any]} */ ([r.attribute.name, r.field.value()])).filter(([, v]) => v !== undefined);
    // An attribute that may come many times reads a list as many attributes.
    const of = (/** @type {string} */ name, /** @type {any} */ v) => (Array.isArray(v) && this.attributes.find(a => a.name === name)?.multi ? [v] : v);
    const once = new Set(all.map(a => a[0])).size === all.length;
    return once ? Object.fromEntries(all.map(([name, v]) => [name, of(name, v)])) : all.map(([name, v]) => ({ [name]: of(name, v) }));
  }

  /** fill has the attributes of a document instead of those that are there. @param {any} v @returns {boolean} */
  fill(v) {
    const lone = Array.isArray(v);
    const all = lone ? v : isObject(v) ? [v] : undefined;
    if (!all?.every(o => isObject(o) && (!lone || Object.keys(o).length === 1) && Object.keys(o).every(k => !k.startsWith('$')))) return false;
    this.rows = [];
    this.list.replaceChildren();
    /** @type {[Row, any][]} */
    const filled = [];
    for (const [name, value] of all.flatMap(o => Object.entries(o))) {
      const a = this.attributes.find(x => x.name === name) ?? { name, number: -1, kind: '' };
      for (const one of a.multi && Array.isArray(value) ? value : [value]) filled.push([this.add(a), one]);
    }
    // What selects is there before what it selects is taken apart.
    const waits = (/** @type {[Row, any]} */ [row]) => Number(row.attribute.kind === 'choice' || row.attribute.set !== undefined);
    for (const [row, one] of filled.toSorted((x, y) => waits(x) - waits(y))) {
      row.field.follow?.();
      row.field.fill(one);
    }
    return true;
  }
}

/** Choice is an attribute whose format another one selects, or else the message's address family; an address says its own. */
class Choice {
  /** @param {Nest} nest @param {Attribute} a */
  constructor(nest, a) {
    this.nest = nest;
    this.a = a;
    this.view = make('div', {});
    /** @type {string | null} */
    this.by = null;
    this.own = a.selector === a.name ? make('select', { 'aria-label': t('reference.selected.family'), onchange: nest.change }, ...(a.formats ?? []).map(f => new Option(f.value, f.value))) : undefined;
    this.follow();
  }

  follow() {
    const by = this.own ? this.own.value : this.a.selector ? this.nest.selector(this.a.selector) : this.nest.addressFamily();
    if (by !== this.by) {
      this.by = by;
      const format = this.a.formats?.find(f => f.value === by);
      this.inner = slot(this.a.name, this.#field(format), this.nest.change);
      const note = this.own ? [this.own] : format || !this.a.selector ? [] : [make('p', { class: 'quiet' }, t('reference.selected', { name: this.a.selector }))];
      this.view.replaceChildren(...note, this.inner.view);
    } else this.inner?.follow?.();
  }

  /** @param {{value?: string, layout?: number, set?: number} | undefined} format @returns {Field} */
  #field(format) {
    const { codec, change, depth } = this.nest;
    if (format?.layout && !format.set) {
      const fields = structFields(codec, format.layout, change);
      if (this.own) fields.fill({ [codec.describeLayout(format.layout).members[0].name]: format.value });
      return fields;
    }
    if (format?.set && depth < deepest) return format.layout ? new Headed(this.nest, format.layout, format.set) : this.nest.inner(format.set);
    return jsonField(this.a.name, format ? '{"header": {}, "attrs": {}}' : '"00 01"', change);
  }

  value() { return this.inner?.value(); }

  fill(/** @type {any} */ v) {
    const said = this.a.formats?.find(f => isObject(v) && f.layout && this.nest.codec.describeLayout(f.layout).members[0].name in v);
    if (this.own && said) {
      this.own.value = said.value;
      this.follow();
    }
    return this.inner?.fill(v) ?? false;
  }
}

/** Headed is a struct with attributes behind it; the first member of a record, its length, is worked out. */
class Headed {
  /** @param {Nest} nest @param {number} layout @param {number} [set] @param {boolean} [record] */
  constructor(nest, layout, set, record = false) {
    this.record = record;
    this.header = structFields(nest.codec, layout, nest.change, record ? 1 : 0);
    this.nest = set ? nest.inner(set) : undefined;
    this.view = make('div', {}, this.header.view, ...(this.nest ? [this.nest.view] : []));
  }

  follow() { this.nest?.follow(); }

  value() {
    const header = this.header.value();
    const attrs = this.nest?.value();
    const some = attrs && (Array.isArray(attrs) ? attrs.length : Object.keys(attrs).length);
    return { ...(this.record ? header : { header }), ...(some ? { attrs } : {}) };
  }

  fill(/** @type {any} */ v) {
    if (!isObject(v) || v.attrs && !this.nest) return false;
    const { attrs, ...rest } = v;
    if (!this.record && Object.keys(rest).some(k => k !== 'header')) return false;
    return this.header.fill(this.record ? rest : rest.header ?? {}) && (!attrs || (this.nest?.fill(attrs) ?? false));
  }
}
