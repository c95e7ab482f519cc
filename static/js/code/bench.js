// SPDX-License-Identifier: Apache-2.0
// The left half of a code lab: files in tabs, the editor, its tools, and what
// the compiler says.
import { make } from '../dom.js';
import { t } from '../page/words.js';
import { byFile, count } from './diagnostics.js';
import { FileTabs } from './files.js';
import { Problems } from './problems.js';

/** @typedef {import('./stage.js').Stage} Stage */
/** @typedef {import('./diagnostics.js').Diagnostic} Diagnostic */

export class Bench {
  /** @param {string} id @param {import('./drafts.js').Drafts} drafts @param {() => void} save offers the files for download */
  constructor(id, drafts, save) {
    this.drafts = drafts;
    this.tabs = new FileTabs(`${id}-source`, name => this.open(name));
    this.editor = /** @type {import('./editor.js').NLEditor} */ (make('nl-editor'));
    this.panel = make('div', { role: 'tabpanel', id: `${id}-source` }, this.editor);
    this.problems = new Problems((file, line) => this.goto(file, line), file => this.knows(file));
    this.note = make('p', { class: 'editor-note', role: 'status' });
    this.keys = make('p', { class: 'quiet keys', hidden: true }, t('code.keys'));
    const tool = (/** @type {string} */ key, /** @type {() => void} */ act, more = {}) => make('button', { type: 'button', class: 'plain', onclick: act, ...more }, t(key));
    this.back = tool('code.restore', () => this.#restore());
    this.difference = tool('code.compare', () => this.#compare(), { 'aria-pressed': 'false' });
    this.plain = make('input', { type: 'checkbox', onchange: () => this.editor.setPlain(this.plain.checked) });
    const tools = make('div', { class: 'editor-tools' }, this.back, this.difference, tool('code.zip', save, { title: t('code.zip.what') }),
      make('label', {}, this.plain, t('code.plain')));
    this.element = make('section', { class: 'code-bench', 'aria-label': t('code.editor') }, make('h3', { class: 'visually-hidden' }, t('code.editor')), this.tabs.element, this.panel, this.keys, tools, this.note, this.problems.element);
    this.editor.addEventListener('nl-edit', e => this.#edited(/** @type {CustomEvent} */ (e).detail.text));
    this.editor.addEventListener('nl-editor', e => {
      this.keys.hidden = !(/** @type {CustomEvent} */ (e).detail.rich);
      this.plain.checked = this.editor.plain;
    });
    /** @type {import('./problems.js').Said | null} */
    this.said = null;
    /** What a run's kernel named. @type {Diagnostic[]} */
    this.blamed = [];
    this.comparing = false;
  }

  /** show shows a stage. @param {Stage} stage @param {string} [file] */
  show(stage, file) {
    this.stage = stage;
    this.tabs.set(stage.files.map(f => f.name), file ?? stage.files[0].name);
    this.open(file ?? stage.files[0].name);
  }

  /** The files of the stage as they are now. */
  get files() { return this.stage ? this.drafts.all(this.stage.name, this.stage.files) : []; }

  #file(/** @type {string} */ name) { return this.stage?.files.find(f => f.name === name); }

  /** open shows a file. @param {string} name */
  open(name) {
    const file = this.#file(name);
    if (!file || !this.stage) return;
    this.at = file;
    this.panel.setAttribute('aria-labelledby', this.tabs.show(name));
    this.editor.open({ name, text: this.drafts.text(this.stage.name, file), key: `${this.stage.name}/${name}` }, this.comparing ? file.text : null, this.#of(name));
    this.#mark();
  }

  /** goto leads to a line. @param {string} file @param {number} line */
  goto(file, line) {
    if (!this.#file(file)) return;
    if (this.at?.name !== file) this.open(file);
    this.editor.goto(line);
  }

  /** look shows a line to a reader who is not in the editor. @param {string} file @param {number} line */
  look(file, line) {
    if (!this.knows(file) || this.editor.contains(document.activeElement)) return;
    if (this.at?.name !== file) this.open(file);
    this.editor.look(line);
  }

  /** knows says whether a file is one of the reader's. @param {string} file */
  knows(file) { return Boolean(this.#file(file)); }

  /** tell shows what the compiler says. @param {import('./problems.js').Said | null} said */
  tell(said) {
    this.said = said && { ...said, list: byFile(said.list, this.stage?.files.map(f => f.name) ?? []) };
    this.problems.show(this.said);
    if (this.at) this.editor.mark(this.#of(this.at.name));
    this.#mark();
  }

  /** blame marks the lines that a run's kernel named. @param {Diagnostic[]} list */
  blame(list) {
    this.blamed = list;
    if (this.at) this.editor.mark(this.#of(this.at.name));
    this.#mark();
  }

  /** edited says whether a file of the stage is not the lesson's. */
  get edited() { return Boolean(this.stage?.files.some(f => this.stage && this.drafts.edited(this.stage.name, f))); }

  #of(/** @type {string} */ name) { return [...this.said?.list ?? [], ...this.blamed].filter(d => d.file === name); }

  #edited(/** @type {string} */ text) {
    if (!this.at || !this.stage) return;
    const kept = this.drafts.write(this.stage.name, this.at, text);
    this.note.textContent = kept || text === this.at.text ? '' : t('code.unkept');
    this.#mark();
  }

  #mark() {
    const { stage, at } = this;
    if (!stage || !at) return;
    const edited = this.drafts.edited(stage.name, at);
    this.back.hidden = !edited;
    this.difference.hidden = !edited && !this.comparing;
    this.tabs.mark(name => ({ edited: this.drafts.edited(stage.name, this.#file(name) ?? at), errors: count(this.#of(name), 'error') }));
  }

  /** The lesson's version comes back; what it replaced is one press away. */
  #restore() {
    const { stage, at } = this;
    if (!stage || !at) return;
    const before = this.drafts.text(stage.name, at);
    this.editor.put(at.text);
    this.#edited(at.text);
    const undo = make('button', { type: 'button', class: 'plain', onclick: () => {
      this.show(stage, at.name);
      this.editor.put(before);
      this.note.replaceChildren();
    } }, t('code.undo'));
    this.note.replaceChildren(t('code.restored', { name: at.name }), ' ', undo);
    undo.focus();
  }

  #compare() {
    this.comparing = !this.comparing;
    this.difference.setAttribute('aria-pressed', String(this.comparing));
    this.editor.compare(this.comparing && this.at ? this.at.text : null);
    this.note.textContent = this.comparing && this.stage && this.at && !this.drafts.edited(this.stage.name, this.at) ? t('code.compare.same') : '';
    this.#mark();
  }
}
