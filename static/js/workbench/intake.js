// SPDX-License-Identifier: Apache-2.0
// The ways onto the workbench: what is pasted, dropped, chosen as a file or taken
// from the samples.
import { make } from '../dom.js';
import { known, t } from '../page/words.js';
import { samples } from './samples.js';

/** @typedef {import('../codec/codec.js').Codec} Codec */

/** The largest file that is read, in bytes. */
const mostBytes = 64 << 20;

/** How many problems of a source are told one by one. */
const mostTold = 3;

export class Intake {
  /** @param {HTMLElement} root @param {Codec} codec @param {import('./bench.js').Bench} bench */
  constructor(root, codec, bench) {
    this.root = root;
    this.codec = codec;
    this.bench = bench;
    this.box = /** @type {HTMLTextAreaElement} */ (root.querySelector('#paste'));
    this.file = /** @type {HTMLInputElement} */ (root.querySelector('#file'));
    this.choice = /** @type {HTMLSelectElement} */ (root.querySelector('#sample'));
    this.said = /** @type {HTMLElement} */ (root.querySelector('.intake .said'));
    for (const [name, s] of Object.entries(samples)) this.choice.append(make('option', { value: name }, s.command));
    this.choice.addEventListener('change', () => void this.sample(this.choice.value));
    this.file.addEventListener('change', () => void this.files(this.file.files));
    this.box.addEventListener('paste', e => this.#paste(e));
    this.box.addEventListener('keydown', e => {
      if (e.key !== 'Enter' || e.shiftKey || e.isComposing) return;
      e.preventDefault();
      this.#typed();
    });
    root.querySelector('.read-it')?.addEventListener('click', () => this.#typed());
    this.#drops();
    document.addEventListener('paste', e => {
      const target = /** @type {Element} */ (e.target);
      if (target.closest('input, textarea, select, dialog')) return;
      this.#paste(e);
    });
  }

  #typed() {
    if (!this.box.value.trim()) return;
    // A text with a mistake in it stays, to be mended.
    if (this.text(this.box.value) && !this.said.classList.contains('bad')) this.box.value = '';
  }

  #paste(/** @type {ClipboardEvent} */ e) {
    const files = e.clipboardData?.files;
    if (files?.length) {
      e.preventDefault();
      void this.files(files);
      return;
    }
    const text = e.clipboardData?.getData('text') ?? '';
    // A few typed characters stay in the box to be finished there.
    if (text.trim().length < 8 || this.box.value.trim()) return;
    if (this.text(text)) e.preventDefault();
  }

  #drops() {
    let over = 0;
    const has = (/** @type {DragEvent} */ e) => Boolean(e.dataTransfer?.types.includes('Files') || e.dataTransfer?.types.includes('text/plain'));
    const show = (/** @type {number} */ by) => this.root.classList.toggle('dropping', (over = Math.max(0, over + by)) > 0);
    this.root.addEventListener('dragenter', e => has(e) && show(1));
    this.root.addEventListener('dragleave', e => has(e) && show(-1));
    this.root.addEventListener('dragover', e => has(e) && e.preventDefault());
    this.root.addEventListener('drop', e => {
      if (!has(e)) return;
      e.preventDefault();
      over = 0;
      show(0);
      if (e.dataTransfer?.files.length) void this.files(e.dataTransfer.files);
      else this.text(e.dataTransfer?.getData('text') ?? '');
    });
  }

  /** files reads what was chosen or dropped. @param {FileList | null} list */
  async files(list) {
    const all = Array.from(list ?? []);
    this.file.value = '';
    const told = [];
    for (const file of all) {
      if (file.size > mostBytes) {
        told.push(t('workbench.in.large', { name: file.name, n: mostBytes >> 20 }));
        continue;
      }
      this.source(new Uint8Array(await file.arrayBuffer()), file.name);
      told.push(this.said.textContent ?? '');
    }
    this.said.textContent = told.join(' ');
  }

  /** text reads what was pasted or typed; true if there was a message in it. @param {string} text */
  text(text) { return this.source(new TextEncoder().encode(text), ''); }

  /** source finds messages and puts them on the bench; true if there were some. @param {Uint8Array} bytes @param {string} name */
  source(bytes, name) {
    const s = this.codec.readSource(bytes);
    const parts = [];
    if (s.messages.length) {
      this.bench.add(s.messages);
      const form = t(known(`workbench.form.${s.form}`) ? `workbench.form.${s.form}` : 'workbench.form.other');
      parts.push(t(name ? 'workbench.in.read.file' : 'workbench.in.read', { n: s.messages.length, form, name }));
    } else if (!s.problems.length) parts.push(t('workbench.in.none'));
    if (s.others) parts.push(t('workbench.in.others', { n: s.others }));
    for (const p of s.problems.slice(0, mostTold)) {
      const key = `intake.${p.code}`;
      const text = known(key) ? t(key) : p.text;
      parts.push(p.line ? t('workbench.in.problem', { line: p.line, column: p.column, text }) : text);
    }
    if (s.problems.length > mostTold) parts.push(t('workbench.in.more', { n: s.problems.length - mostTold }));
    this.said.textContent = parts.join(' ');
    this.said.classList.toggle('bad', s.problems.length > 0);
    return s.messages.length > 0;
  }

  /** sample replaces what is there by a sample; undo brings it back. @param {string} name */
  async sample(name) {
    const s = samples[name];
    this.choice.value = '';
    if (!s) return;
    const found = this.codec.readSource((await s.load()).default);
    this.bench.replace(found.messages, s.look);
    this.said.classList.remove('bad');
    this.said.textContent = t('workbench.in.sample', { command: s.command, n: found.messages.length });
  }
}
