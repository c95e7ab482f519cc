// SPDX-License-Identifier: Apache-2.0
// The window in which a message is taken away: as text to copy, as a file to
// keep, as a picture, or as a link.
import { make } from '../dom.js';
import { t } from '../page/words.js';
import { titleOf } from '../views/label.js';
import { longestLink, toFragment } from './link.js';
import { coloursOf, mostBytes, picture, toPNG } from './picture.js';

/** @typedef {import('../codec/codec.js').Codec} Codec */
/** @typedef {import('./bench.js').Bench} Bench */

/** What there is, with the names of the files. @type {[string, string][]} */
const texts = [
  ['hex', 'message.hex'], ['hexdump', 'message.txt'], ['base64', 'message.b64'], ['c', 'message.h'], ['go', 'message.go'],
  ['c-program', 'message.c'], ['go-program', 'main.go'], ['json', 'message.json'],
];
const others = ['pcap', 'svg', 'png', 'link', 'iframe', 'element'];

/** save gives the reader a file. @param {string} name @param {Blob} blob */
export function save(name, blob) {
  const url = URL.createObjectURL(blob);
  make('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export class TakeAway {
  /** @param {HTMLElement} root @param {Codec} codec @param {Bench} bench */
  constructor(root, codec, bench) {
    this.root = root;
    this.codec = codec;
    this.bench = bench;
    this.form = 'hex';
    this.dialog = /** @type {HTMLDialogElement} */ (root.querySelector('dialog.take:not(.build)'));
    this.choices = /** @type {HTMLElement} */ (this.dialog.querySelector('.forms'));
    this.view = /** @type {HTMLElement} */ (this.dialog.querySelector('.view'));
    this.said = /** @type {HTMLElement} */ (this.dialog.querySelector('.said'));
    this.copyButton = /** @type {HTMLButtonElement} */ (this.dialog.querySelector('.copy'));
    this.saveButton = /** @type {HTMLButtonElement} */ (this.dialog.querySelector('.save'));
    for (const form of [...texts.map(f => f[0]), ...others]) {
      const box = make('input', { type: 'radio', name: 'form', value: form, onchange: () => this.choose(form) });
      this.choices.append(make('label', {}, box, t(`workbench.take.${form}`)));
    }
    this.copyButton.addEventListener('click', () => void this.#copy());
    this.saveButton.addEventListener('click', () => void this.#save());
    this.dialog.querySelector('.shut')?.addEventListener('click', () => this.dialog.close());
  }

  /** open shows a form of the message that is looked at. @param {string} [form] */
  open(form = this.form) {
    if (!this.bench.item) return;
    this.dialog.showModal();
    const box = /** @type {HTMLInputElement} */ (this.choices.querySelector(`input[value="${form}"]`));
    box.checked = true;
    box.focus();
    void this.choose(form);
  }

  /** choose shows a form. @param {string} form */
  async choose(form) {
    this.form = form;
    this.text = '';
    this.said.textContent = '';
    const item = this.bench.item;
    if (!item) return;
    const o = this.bench.options(item);
    this.saveButton.hidden = form === 'link' || form === 'iframe' || form === 'element';
    this.copyButton.hidden = form === 'pcap' || form === 'png';
    if (form === 'svg' || form === 'png') this.#picture(item.bytes, o);
    else if (form === 'pcap') this.#note(t('workbench.take.pcap.note', { n: this.bench.items.length }));
    else if (form === 'link') await this.#link();
    else if (form === 'iframe' || form === 'element') await this.#embed(form);
    else this.#text(form === 'json' ? this.#json() : this.codec.takeAway(item.bytes, o, /** @type {any} */ (form)));
  }

  #text(/** @type {string} */ text) {
    this.text = text;
    this.view.replaceChildren(make('pre', {}, text));
  }

  #note(/** @type {string} */ text) { this.view.replaceChildren(make('p', {}, text)); }

  /** The tree of the message, as the command line prints it. */
  #json() {
    const item = this.bench.item;
    if (!item) return '';
    const o = this.bench.options(item);
    const tree = this.codec.decode(item.bytes, o);
    return `${JSON.stringify({ protocol: o.protocol, ...tree }, null, 1)}\n`;
  }

  #picture(/** @type {Uint8Array} */ bytes, /** @type {import('../codec/codec.js').Options} */ o) {
    if (bytes.length > mostBytes) {
      this.saveButton.hidden = this.copyButton.hidden = true;
      this.#note(t('workbench.take.big', { n: mostBytes }));
      return;
    }
    const tree = this.codec.decode(bytes, o);
    const colours = coloursOf(this.root);
    this.text = picture(bytes, tree, `${titleOf(tree)}, ${t('workbench.bytes', { n: bytes.length })}`, colours);
    colours.done();
    this.view.replaceChildren(make('img', { class: 'picture', alt: t('workbench.take.alt', { name: titleOf(tree) }), src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(this.text)}` }));
  }

  /** linkFor makes the address of the workbench, or of another page, with messages in it. @param {import('../codec/table.js').Found[]} items @param {string} [page] */
  async linkFor(items, page = 'workbench') {
    const url = new URL(`${document.body.dataset.base ?? ''}/${document.body.dataset.lang ?? 'en'}/${page}`, location.href);
    url.hash = await toFragment(items);
    return url.href;
  }

  async #link() {
    const item = this.bench.item;
    if (!item) return;
    const all = await this.linkFor(this.bench.items);
    const one = await this.linkFor([item]);
    const fits = all.length <= longestLink;
    this.text = fits ? all : one;
    const box = make('textarea', { readonly: true, rows: 4, 'aria-label': t('workbench.take.link') });
    box.value = this.text;
    const parts = [make('p', {}, t('workbench.take.link.note')), box];
    if (this.bench.items.length > 1) {
      const choose = make('input', { type: 'checkbox', onchange: () => {
        this.text = choose.checked ? one : all;
        box.value = this.text;
      } });
      choose.checked = !fits;
      choose.disabled = !fits;
      parts.push(make('label', {}, choose, t('workbench.take.link.one')));
    }
    if (!fits) parts.push(make('p', {}, t('workbench.take.link.long')));
    this.view.replaceChildren(...parts);
  }

  /** What an author puts into a page of theirs. @param {string} form */
  async #embed(form) {
    const item = this.bench.item;
    if (!item) return;
    const known = { ...item, protocol: this.bench.options(item).protocol };
    const name = titleOf(this.codec.decode(item.bytes, this.bench.options(item)));
    const base = new URL(`${document.body.dataset.base ?? ''}/`, location.href).href;
    const fragment = await toFragment([known]);
    const address = await this.linkFor([known], 'embed');
    const text = form === 'iframe'
      ? `<iframe title="${name}" width="100%" height="480" loading="lazy"\n  src="${address}"></iframe>\n`
      : `<script type="module" src="${base}embed.js"></script>\n<netlink-bytes label="${name}" message="${fragment.slice(2)}"></netlink-bytes>\n`;
    this.#text(text);
    this.view.prepend(make('p', {}, t('workbench.take.embed.note'), ' ', make('a', { href: `${base}${document.body.dataset.lang ?? 'en'}/embedding` }, t('embedding.title'))));
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.text ?? '');
      this.said.textContent = t('workbench.copied');
    } catch {
      this.said.textContent = t('workbench.copy.failed');
    }
  }

  async #save() {
    const item = this.bench.item;
    if (!item) return;
    const file = texts.find(f => f[0] === this.form)?.[1] ?? `message.${this.form}`;
    try {
      if (this.form === 'pcap') save('messages.pcap', new Blob([/** @type {BlobPart} */ (this.#capture())], { type: 'application/vnd.tcpdump.pcap' }));
      else if (this.form === 'png') save(file, await toPNG(this.text ?? ''));
      else save(file, new Blob([this.text ?? ''], { type: this.form === 'svg' ? 'image/svg+xml' : 'text/plain' }));
      this.said.textContent = t('workbench.saved', { name: this.form === 'pcap' ? 'messages.pcap' : file });
    } catch (e) {
      this.said.textContent = /** @type {Error} */ (e).message;
    }
  }

  #capture() {
    return this.codec.capture(this.bench.items.map(i => ({ ...i, protocol: this.bench.options(i).protocol })));
  }
}
