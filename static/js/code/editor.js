// SPDX-License-Identifier: Apache-2.0
// Where a file is edited: a textarea at first, CodeMirror once it is there and
// wanted. Both keep one contract, so nobody else asks which it is.
import { make, tell } from '../dom.js';
import { t } from '../page/words.js';
import { keep, recall } from '../page/memory.js';
import { plainPane } from './plain.js';

/**
 * A pane edits one text at a time.
 * @typedef {object} Pane
 * @property {HTMLElement} element
 * @property {(file: import('./drafts.js').File, label: string) => void} open
 * @property {() => string} text
 * @property {(text: string) => void} put   replaces the text; the reader can take that back
 * @property {(list: import('./diagnostics.js').Diagnostic[]) => void} mark
 * @property {(line: number) => void} goto  from 1; takes the focus
 * @property {(line: number) => void} look  from 1; scrolls there and does nothing else
 * @property {(original: string | null) => void} compare
 */

/** The reader's choice of the textarea, for every lab. */
const choice = 'plain-editor';

/**
 * <nl-editor> holds the pane, and remembers what it shows for the next one.
 *
 * Events: nl-edit {text}, at each change of the text by the reader.
 */
export class NLEditor extends HTMLElement {
  /** @type {import('./drafts.js').File} */
  file = { name: '', text: '' };
  /** @type {import('./diagnostics.js').Diagnostic[]} */
  marks = [];
  /** @type {string | null} */
  original = null;

  connectedCallback() {
    if (this.pane) return;
    this.#use(plainPane(text => this.#changed(text)));
    if (this.plain) return;
    // CodeMirror is large: it comes when the reader does.
    this.near = new IntersectionObserver(entries => {
      if (entries.some(e => e.isIntersecting)) void this.#enrich();
    }, { rootMargin: '60% 0px' });
    this.near.observe(this);
  }

  disconnectedCallback() { this.near?.disconnect(); }

  /** plain says that the reader wants the textarea. */
  get plain() { return recall(choice) === 'yes'; }

  /** @param {boolean} yes */
  setPlain(yes) {
    keep(choice, yes ? 'yes' : '');
    if (yes) this.#use(plainPane(text => this.#changed(text)));
    else void this.#enrich();
  }

  async #enrich() {
    this.near?.disconnect();
    if (this.rich) return;
    try {
      const { richPane } = await import('./rich.js');
      if (!this.plain) this.#use(richPane(text => this.#changed(text)), true);
    } catch (e) {
      console.warn('the editor did not load; the plain one stays', e);
    }
  }

  #use(/** @type {Pane} */ pane, rich = false) {
    const had = this.contains(document.activeElement);
    const now = this.pane ? { ...this.file, text: this.pane.text() } : this.file;
    this.pane = pane;
    this.rich = rich;
    this.replaceChildren(pane.element);
    this.open(now, this.original, this.marks);
    if (had) pane.goto(1);
    tell(this, 'nl-editor', { rich });
  }

  #changed(/** @type {string} */ text) {
    this.file = { ...this.file, text };
    tell(this, 'nl-edit', { name: this.file.name, text });
  }

  /** open shows a file. @param {import('./drafts.js').File} file @param {string | null} original what it is compared with @param {import('./diagnostics.js').Diagnostic[]} marks */
  open(file, original, marks) {
    this.file = file;
    this.pane?.open(file, t('code.file', { name: file.name }));
    this.mark(marks);
    this.compare(original);
  }

  /** put replaces the text, as if it were typed. @param {string} text */
  put(text) { this.pane?.put(text); }

  /** @param {import('./diagnostics.js').Diagnostic[]} list */
  mark(list) {
    this.marks = list;
    this.pane?.mark(list);
  }

  /** compare shows the differences to a text, or none. @param {string | null} original */
  compare(original) {
    this.original = original;
    this.pane?.compare(original);
  }

  /** look shows a line, unless the reader is at another. @param {number} line from 1 */
  look(line) {
    if (!this.contains(document.activeElement)) this.pane?.look(line);
  }

  /** goto puts the cursor into a line. @param {number} line from 1 */
  goto(line) {
    this.scrollIntoView({ block: 'nearest' });
    this.pane?.goto(line);
  }
}
