// SPDX-License-Identifier: Apache-2.0
// The window in which a message is built by name: a form that the codec's tables
// make for any operation, and the document that the form writes.
//
//	operation --describe--> fields --document--> codec.build --bytes--> Bench
import { make } from '../dom.js';
import { t } from '../page/words.js';
import { Nest } from './formnest.js';
import { chips, structFields } from './formvalue.js';
import { toHex } from '../hex.js';

/** @typedef {import('../codec/codec.js').Codec} Codec */

/** The bits of nlmsg_flags that requests have (include/uapi/linux/netlink.h). @type {[string, string][]} */
const requestFlags = [['1', 'NLM_F_REQUEST'], ['4', 'NLM_F_ACK'], ['8', 'NLM_F_ECHO'], ['768', 'NLM_F_DUMP'],
  ['256', 'NLM_F_REPLACE'], ['512', 'NLM_F_EXCL'], ['1024', 'NLM_F_CREATE'], ['2048', 'NLM_F_APPEND']];

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
    this.put = piece('.put');
    this.ask = piece('.ask');
    this.known = codec.operations();
    this.#choices();
    this.family.addEventListener('change', () => this.#family());
    this.operation.addEventListener('change', () => this.#operation());
    this.part.addEventListener('change', () => this.#part());
    this.text.addEventListener('input', () => this.#build());
    this.put.addEventListener('click', () => this.#put());
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
    if (this.known.some(f => f.family === family)) this.family.value = family;
    if (op || !this.description) this.#family(name);
    this.dialog.showModal();
    this.operation.focus();
  }

  #family(name = '') {
    const operations = this.known.find(f => f.family === this.family.value)?.operations ?? [];
    const asked = operations.filter(o => this.#requests(o.id).length);
    this.operation.replaceChildren(...asked.map(o => new Option(o.name, String(o.id))));
    const wanted = asked.find(o => o.name === name) ?? asked.find(o => /^(get|dump)|-get$/.test(o.name)) ?? asked[0];
    if (wanted) this.operation.value = String(wanted.id);
    this.#operation();
  }

  #requests(/** @type {number} */ id) { return this.codec.describeOperation(id).parts.filter(p => p.part.endsWith('request')); }

  #operation() {
    const id = Number(this.operation.value);
    if (!id) return;
    this.description = this.codec.describeOperation(id);
    const parts = this.#requests(id);
    this.part.replaceChildren(...parts.map(p => new Option(`${t(`reference.part.${p.part.replace('-', '.')}`)} · ${p.name}`, p.part)));
    this.part.value = parts.at(-1)?.part ?? '';
    this.part.closest('label').hidden = parts.length < 2;
    this.#part();
  }

  #part() {
    const part = this.description?.parts.find(p => p.part === this.part.value);
    if (!part) return;
    const change = () => this.#write();
    const flags = part.flags ?? 1;
    // A dump's two bits are one thing to say.
    const set = new Set(requestFlags.filter(([v]) => (flags & Number(v)) === Number(v) && !(Number(v) !== 768 && (flags & 768) === 768 && (Number(v) & 768))).map(f => f[1]));
    this.flags = chips(t('lab.flagsof'), requestFlags, set, change);
    /** @type {HTMLElement[]} */
    const shown = [make('fieldset', {}, make('legend', {}, 'nlmsg_flags'), this.flags.view)];
    this.header = part.header ? structFields(this.codec, part.header, change) : undefined;
    if (this.header) shown.push(make('fieldset', {}, make('legend', {}, `struct ${this.codec.describeLayout(part.header ?? 0).name}`), this.header.view));
    this.nest = part.set ? new Nest(this.codec, part.set, change, { first: part.attrs }) : undefined;
    if (this.nest) shown.push(make('fieldset', {}, make('legend', {}, t('reference.sets')), this.nest.view));
    this.fields.replaceChildren(...shown);
    this.#write();
  }

  /** Writes the document that the form stands for, and builds it. */
  #write() {
    /** @type {Record<string, any>} */
    const document = { op: this.description?.op };
    if (this.part.options.length > 1 || this.part.value !== 'do-request') document.part = this.part.value;
    const flags = this.flags?.value();
    document.flags = flags?.length ? flags : 0;
    document.seq = 1;
    const header = this.header?.value();
    if (header && Object.keys(header).length) document.header = header;
    const attrs = this.nest?.value();
    if (attrs && (Array.isArray(attrs) ? attrs.length : Object.keys(attrs).length)) document.attrs = attrs;
    this.text.value = JSON.stringify(document, null, 1);
    this.#build();
  }

  #build() {
    this.made = undefined;
    this.ask.hidden = true;
    try {
      this.made = this.codec.build(JSON.parse(this.text.value), { bigEndian: this.bench.state.bigEndian });
      this.said.textContent = t('workbench.bytes', { n: this.made.bytes.length });
      this.bytes.textContent = toHex(this.made.bytes).replace(/(..)/g, '$1 ').trim();
    } catch (e) {
      const error = /** @type {any} */ (e);
      this.said.textContent = [error.path, error.message].filter(Boolean).join(': ');
      this.bytes.textContent = '';
      this.ask.hidden = !/ an id at run time/.test(error.message);
    }
    this.said.classList.toggle('bad', !this.made);
    this.put.disabled = !this.made;
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
}
