// SPDX-License-Identifier: Apache-2.0
// What the compiler says, as a list: each with a link to its line, and with what
// changed in the kernel since the old listing was written.
import { make } from '../dom.js';
import { known, t } from '../page/words.js';
import { gathered } from './diagnostics.js';

/** @typedef {import('./diagnostics.js').Diagnostic} Diagnostic */
/** @typedef {{list: Diagnostic[], title: string, rest?: string, limit?: string}} Said */

/** Where the headers of the guest's kernel are, which their names say already. */
const headers = /^\/usr\/src\/linux-headers-[^/]+\//;

export class Problems {
  /** @param {(file: string, line: number) => void} goto @param {(file: string) => boolean} knows whether a file is the reader's */
  constructor(goto, knows) {
    this.goto = goto;
    this.knows = knows;
    this.element = make('div', { class: 'problems' });
  }

  /** show replaces the list. @param {Said | null} said */
  show(said) {
    if (!said) {
      this.element.replaceChildren();
      return;
    }
    const explained = new Set();
    this.element.replaceChildren(
      make('h4', {}, said.title),
      said.limit ? make('p', { class: 'limit' }, t(`compile-limit.${said.limit}`)) : '',
      said.list.length ? make('ol', {}, ...gathered(said.list).map(d => this.#item(d, explained))) : said.limit || said.rest ? '' : make('p', { class: 'quiet' }, t('problems.none')),
      said.rest ? make('details', { open: !said.list.some(d => d.severity === 'error') }, make('summary', {}, t('problems.rest')), make('pre', { tabindex: 0 }, said.rest)) : '',
    );
  }

  /** A change of the kernel is explained once, where it shows first. */
  #item(/** @type {Diagnostic} */ d, /** @type {Set<string>} */ explained) {
    const drift = d.drift && known(`drift.${d.drift}`) && !explained.has(d.drift) ? d.drift : '';
    if (drift) explained.add(drift);
    return make('li', { class: d.severity }, this.#line(d),
      drift ? make('p', { class: 'drift' }, make('b', {}, t('drift.title')), ' ', t(`drift.${drift}`)) : '',
      d.notes?.length ? make('ul', {}, ...d.notes.map(n => make('li', { class: 'note' }, this.#line(n)))) : '');
  }

  #line(/** @type {Diagnostic} */ d) {
    return make('p', {}, ...this.place(d.file, d.line), make('span', { class: 'severity' }, t(`problems.${d.severity}`)), ' ', make('span', { class: 'said', lang: 'en' }, d.text), d.option ? make('code', { class: 'quiet' }, ` ${d.option}`) : '');
  }

  /** place is a link to a line of the reader's own file, and the name of any other. @param {string} [file] @param {number} [line] @returns {(HTMLElement | string)[]} */
  place(file, line) {
    if (!file) return [];
    if (!line || !this.knows(file)) return [make('code', { class: 'quiet', title: file }, file.replace(headers, '') + (line ? `:${line}` : '')), ' '];
    return [make('button', { type: 'button', class: 'place', title: t('problems.goto', { file, line }), onclick: () => this.goto(file, line) }, `${file}:${line}`), ' '];
  }
}
