// SPDX-License-Identifier: Apache-2.0
import { make } from '../dom.js';
import { t } from '../page/words.js';
import { tabByKey } from '../views/tabs.js';

/** Tabs for the files of a stage; arrow keys go from one to the next. */
export class FileTabs {
  /** @param {string} id of the panel that the tabs are for @param {(name: string) => void} choose */
  constructor(id, choose) {
    this.id = id;
    this.choose = choose;
    /** @type {HTMLElement[]} */
    this.tabs = [];
    this.element = make('div', { role: 'tablist', 'aria-label': t('code.files'), onkeydown: (/** @type {KeyboardEvent} */ e) => this.#key(e) });
  }

  /** set shows other files. @param {string[]} names @param {string} chosen */
  set(names, chosen) {
    this.tabs = names.map(name => make('button', { type: 'button', role: 'tab', 'aria-controls': this.id, 'data-name': name, id: `${this.id}-${name.replaceAll('.', '-')}`, onclick: () => this.choose(name) },
      make('code', {}, name), make('span', { class: 'mark', hidden: true, title: t('code.edited') }, make('span', { 'aria-hidden': 'true' }, '●'), make('span', { class: 'visually-hidden' }, t('code.edited'))),
      make('span', { class: 'bad', hidden: true })));
    this.element.replaceChildren(...this.tabs);
    this.show(chosen);
  }

  /** show marks the file that is open. @param {string} chosen @returns {string} the tab's id */
  show(chosen) {
    for (const tab of this.tabs) {
      const on = tab.dataset.name === chosen;
      tab.setAttribute('aria-selected', String(on));
      tab.tabIndex = on ? 0 : -1;
      if (on) this.current = tab.id;
    }
    return this.current ?? '';
  }

  /** mark says which files are edited, and how many errors each has. @param {(name: string) => {edited: boolean, errors: number}} of */
  mark(of) {
    for (const tab of this.tabs) {
      const { edited, errors } = of(tab.dataset.name ?? '');
      const [dot, bad] = [tab.querySelector('.mark'), tab.querySelector('.bad')];
      if (dot) dot.toggleAttribute('hidden', !edited);
      if (!bad) continue;
      bad.toggleAttribute('hidden', errors === 0);
      bad.textContent = errors ? `✕ ${errors}` : '';
    }
  }

  #key(/** @type {KeyboardEvent} */ e) {
    const to = tabByKey(e.key, this.tabs.findIndex(tab => tab.tabIndex === 0), this.tabs.length);
    if (to < 0) return;
    e.preventDefault();
    this.choose(this.tabs[to].dataset.name ?? '');
    this.tabs[to].focus();
  }
}
