// SPDX-License-Identifier: Apache-2.0
// The window in which a message is built by name: a form that the codec's tables
// make for any operation, and the document that the form writes. A message of the
// list comes back into it the other way, and can be replaced.
//
//	operation --describe--> fields --document--> codec.build --bytes--> Bench
//	item --codec.document--> document --fill--> fields
import { make } from '../dom.js';
import { t } from '../page/words.js';
import { Nest } from './formnest.js';
import { isObject, slot, structFields } from './formgroup.js';
import { chips, textField } from './formvalue.js';
import { inWords } from './refusals.js';
import { toHex } from '../hex.js';

/** @typedef {import('../codec/codec.js').Codec} Codec */

/** The bits of nlmsg_flags that requests have (include/uapi/linux/netlink.h). @type {[string, string][]} */
const requestFlags = [['1', 'NLM_F_REQUEST'], ['4', 'NLM_F_ACK'], ['8', 'NLM_F_ECHO'], ['768', 'NLM_F_DUMP'],
  ['256', 'NLM_F_REPLACE'], ['512', 'NLM_F_EXCL'], ['1024', 'NLM_F_CREATE'], ['2048', 'NLM_F_APPEND']];

/** A document of more values than these stays a document: fields for all would be slow to make and to read. */
const mostValues = 1500;

/** Members of a document that say of a message what no field does. */
const besides = ['id', 'version', 'reserved', 'nest-flag'];

/** values counts what a document holds. @param {any} v @returns {number} */
const values = v => (typeof v === 'object' && v !== null ? Object.values(v).reduce((n, one) => n + values(one), 1) : 1);

export class Form {
  /**
   * @param {HTMLElement} root @param {Codec} codec @param {import('./bench.js').Bench} bench
   * @param {() => Promise<number>} askFamilies learns the kernel's ids of generic families, and says how many
   */
  constructor(root, codec, bench, askFamilies) {
    this.codec = codec;
    this.bench = bench;
    this.dialog = /** @type {HTMLDialogElement} */ (root.querySelector('dialog.build'));
    const piece = (/** @type {string} */ s) => /** @type {any} */ (this.dialog.querySelector(s));
    this.family = piece('#form-family');
    this.operation = piece('#form-operation');
    this.part = piece('#form-part');
    this.fields = piece('.fields-of');
    this.text = piece('#form-document');
    this.said = piece('.said');
    this.bytes = piece('.built');
    this.title = piece('#build-title');
    this.note = piece('.note');
    this.details = piece('details');
    this.put = piece('.put');
    this.replace = piece('.replace');
    this.ask = piece('.ask');
    this.known = codec.operations();
    this.#choices();
    this.family.addEventListener('change', () => this.#family());
    this.operation.addEventListener('change', () => this.#operation());
    this.part.addEventListener('change', () => this.#part());
    this.text.addEventListener('input', () => this.#build());
    this.put.addEventListener('click', () => this.#put());
    this.replace.addEventListener('click', () => this.#replace());
    piece('.shut').addEventListener('click', () => this.dialog.close());
    this.ask.addEventListener('click', () => void this.#ask(askFamilies));
  }

  #choices() {
    /** @type {Map<string, HTMLElement>} */
    const groups = new Map();
    for (const f of this.known) {
      const name = f.generic ? 'NETLINK_GENERIC' : t('workbench.build.classic');
      if (!groups.has(name)) groups.set(name, this.family.appendChild(make('optgroup', { label: name })));
      groups.get(name)?.append(new Option(f.family, f.family));
    }
    this.family.value = 'rt-link';
  }

  /** open shows the form, for an operation such as "rt-link/getlink" if one is named. @param {string} [op] */
  open(op) {
    const [family, name] = (op ?? '').split('/');
    this.#source(undefined);
    if (this.known.some(f => f.family === family)) this.family.value = family;
    this.family.value ||= 'rt-link';
    if (op || !this.description) this.#family(name);
    else this.#build();
    this.dialog.showModal();
    this.operation.focus();
  }

  /** reopen shows the form with what a message holds. @param {import('./bench.js').Item} item */
  reopen(item) {
    const document = this.codec.document(item.bytes, this.bench.options(item));
    this.#source(item);
    this.#fill(document);
    this.dialog.showModal();
    this.operation.focus();
  }

  /** Remembers the message that is reopened, if one is. @param {import('./bench.js').Item | undefined} item */
  #source(item) {
    if (this.source && !item) this.description = undefined;
    this.source = item;
    this.replace.hidden = !item;
    this.put.classList.toggle('primary', !item);
    this.title.textContent = t(item ? 'workbench.reopen' : 'workbench.new');
    this.#say('');
  }

  /** Says above the fields what they do not show. @param {string} text */
  #say(text) {
    this.note.textContent = text;
    this.note.hidden = !text;
  }

  /** Fills the form with a document, or shows the document where the form has no room for it. @param {any} document */
  #fill(document) {
    const [family, name] = String(document.op ?? '').split('/');
    const known = this.known.find(f => f.family === family)?.operations.some(o => o.name === name);
    if (known) {
      this.family.value = family;
      this.#family(name, document.part);
    } else {
      this.description = undefined;
      this.family.value = this.operation.value = '';
      this.part.closest('label').hidden = true;
    }
    const why = !known ? (Array.isArray(document) ? (document.length ? 'many' : 'none') : 'unknown') : document.payload !== undefined ? 'payload' : values(document) > mostValues ? 'large' : '';
    if (why) {
      this.fields.replaceChildren();
      this.#say(t(`workbench.reopen.${why}`));
    } else {
      for (const key of besides) if (key in document) this.more[key] = document[key];
      this.flags?.fill(document.flags ?? 0);
      this.seq?.fill(document.seq ?? 0);
      this.pid?.fill(document.pid ?? 0);
      this.header?.fill(document.header ?? {});
      this.nest?.fill(document.attrs ?? {});
      this.#write();
      if (this.#remade()) return;
    }
    // The document keeps what fields would lose.
    this.text.value = JSON.stringify(document, null, 1);
    this.details.open = true;
    this.#build();
    if (!this.#remade()) this.#say([this.note.textContent, t('workbench.reopen.lost')].filter(Boolean).join(' '));
    else if (!why) this.#say(t('workbench.reopen.apart'));
  }

  /** Whether what is built is, byte for byte, what was reopened. */
  #remade() { return Boolean(this.made && this.source && toHex(this.made.bytes) === toHex(this.source.bytes)); }

  #family(name = '', part = '') {
    const operations = this.known.find(f => f.family === this.family.value)?.operations ?? [];
    const asked = operations.filter(o => o.name === name || this.#requests(o.id).length);
    this.operation.replaceChildren(...asked.map(o => new Option(o.name, String(o.id))));
    const wanted = asked.find(o => o.name === name) ?? asked.find(o => /^(get|dump)|-get$/.test(o.name)) ?? asked[0];
    if (wanted) this.operation.value = String(wanted.id);
    this.#operation(part);
  }

  #requests(/** @type {number} */ id) { return this.codec.describeOperation(id).parts.filter(p => p.part.endsWith('request')); }

  /** Shows an operation's requests, or all of its messages if one is reopened. */
  #operation(part = '') {
    const id = Number(this.operation.value);
    if (!id) return;
    this.description = this.codec.describeOperation(id);
    const requests = this.#requests(id);
    const parts = this.source || !requests.length ? this.description.parts : requests;
    this.part.replaceChildren(...parts.map(p => new Option(`${t(`reference.part.${p.part.replace('-', '.')}`)} · ${p.name}`, p.part)));
    // A document that names none is about the one that is asked first.
    this.first = ['do-request', 'dump-request', 'event', 'do-reply', 'dump-reply'].find(p => this.description?.parts.some(q => q.part === p));
    this.part.value = part || (this.source ? this.first : requests.at(-1)?.part) || parts[0]?.part;
    this.part.closest('label').hidden = parts.length < 2;
    this.#part();
  }

  #part() {
    const part = this.description?.parts.find(p => p.part === this.part.value);
    if (!part) return;
    const change = () => this.#write();
    const flags = part.flags ?? (part.part.endsWith('request') ? 1 : 0);
    // A dump's two bits are one thing to say.
    const set = new Set(requestFlags.filter(([v]) => (flags & Number(v)) === Number(v) && !(Number(v) !== 768 && (flags & 768) === 768 && (Number(v) & 768))).map(f => f[1]));
    this.flags = chips(t('lab.flagsof'), requestFlags, set, change);
    /** @type {Record<string, any>} */
    this.more = {};
    this.seq = textField('nlmsg_seq', '0', change);
    this.seq.fill(1);
    this.pid = textField('nlmsg_pid', '0', change);
    const numbers = [this.seq, this.pid].map(f => make('div', { class: 'member' }, make('span', { class: 'of' }, f.view.getAttribute('aria-label')), f.view));
    /** @type {HTMLElement[]} */
    const shown = [make('fieldset', {}, make('legend', {}, 'nlmsg_flags'), this.flags.view, make('div', { class: 'members' }, ...numbers))];
    const layout = part.header ? `struct ${this.codec.describeLayout(part.header).name}` : '';
    // Some attributes are written as the address family, the first member, says.
    const headed = () => {
      this.nest?.follow?.();
      change();
    };
    this.header = part.header ? slot(layout, structFields(this.codec, part.header, headed), headed) : undefined;
    if (this.header) shown.push(make('fieldset', {}, make('legend', {}, layout), this.header.view));
    this.nest = part.set ? slot(t('reference.sets'), new Nest(this.codec, part.set, change, { first: part.attrs, family: () => this.#addressFamily() }), change) : undefined;
    if (this.nest) shown.push(make('fieldset', {}, make('legend', {}, t('reference.sets')), this.nest.view));
    this.fields.replaceChildren(...shown);
    this.#write();
  }

  /** The address family in the header as formats are listed by it: its name, or 0 for none. */
  #addressFamily() {
    const family = Object.values(this.header?.value() ?? {})[0];
    return !family || family === 'AF_UNSPEC' ? '0' : String(family);
  }

  /** Writes the document that the form stands for, and builds it. */
  #write() {
    this.#say('');
    /** @type {Record<string, any>} */
    const document = { op: this.description?.op };
    if (this.part.value !== this.first) document.part = this.part.value;
    Object.assign(document, this.more);
    document.flags = this.flags?.value() ?? 0;
    document.seq = this.seq?.value() ?? 0;
    const pid = this.pid?.value();
    if (pid !== undefined && pid !== '0') document.pid = pid;
    const header = this.header?.value();
    if (header && !(isObject(header) && !Object.keys(header).length)) document.header = header;
    const attrs = this.nest?.value();
    if (attrs && (typeof attrs !== 'object' || Object.keys(attrs).length)) document.attrs = attrs;
    this.text.value = JSON.stringify(document, null, 1);
    this.#build();
  }

  #build() {
    this.made = undefined;
    this.ask.hidden = true;
    try {
      this.made = this.codec.build(this.text.value, { bigEndian: this.bench.state.bigEndian });
      this.said.textContent = t('workbench.bytes', { n: this.made.bytes.length });
      this.bytes.textContent = toHex(this.made.bytes).replace(/(..)/g, '$1 ').trim();
    } catch (e) {
      const error = /** @type {any} */ (e);
      if (!error.code) throw e;
      this.said.textContent = [error.path, inWords(error.message)].filter(Boolean).join(': ');
      this.bytes.textContent = '';
      this.ask.hidden = !/ an id at run time/.test(error.message);
    }
    this.said.classList.toggle('bad', !this.made);
    this.put.disabled = this.replace.disabled = !this.made;
  }

  async #ask(/** @type {() => Promise<number>} */ askFamilies) {
    this.ask.disabled = true;
    this.said.textContent = t('workbench.build.asking');
    const n = await askFamilies().catch(() => 0);
    this.ask.disabled = false;
    this.#build();
    if (!n) this.said.textContent = t('workbench.build.unasked');
  }

  #put() {
    if (!this.made) return;
    this.bench.add([{ ...this.made, direction: 1, packet: -Date.now(), time: 0n }]);
    this.dialog.close();
  }

  /** The message that was reopened becomes what was made of it. */
  #replace() {
    if (!this.made || !this.source) return;
    this.bench.select(this.source.id);
    this.bench.edit(this.source.protocol < 0 ? { bytes: this.made.bytes } : this.made);
    this.dialog.close();
  }
}
