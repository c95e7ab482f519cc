// SPDX-License-Identifier: Apache-2.0
import { make } from '../dom.js';

/** tabByKey is the tab, of n, that a key leads to from one; -1 for other keys. @param {string} key @param {number} at @param {number} n */
export function tabByKey(key, at, n) {
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + n, Home: 0, End: n - 1 }[key];
  return to === undefined || n === 0 ? -1 : to % n;
}

/**
 * <nl-tabs> turns the <details> in it into tabs. Without scripts they stay what
 * they are. Arrow keys go from tab to tab.
 */
export class NLTabs extends HTMLElement {
  connectedCallback() {
    if (this.tabs) return;
    this.panels = /** @type {HTMLDetailsElement[]} */ (Array.from(this.querySelectorAll(':scope > details')));
    this.tabs = this.panels.map((panel, i) => {
      const summary = /** @type {HTMLElement} */ (panel.querySelector('summary'));
      const id = `${this.closest('[id]')?.id ?? 'tabs'}-${i}`;
      const tab = make('button', { type: 'button', role: 'tab', id: `${id}-tab`, 'aria-controls': id, onclick: () => this.open(i) });
      tab.append(...Array.from(summary.childNodes, n => n.cloneNode(true)));
      const box = make('div', { role: 'tabpanel', id, tabindex: 0, 'aria-labelledby': `${id}-tab`, class: `panel ${panel.className}`, 'data-title': summary.textContent?.trim() });
      box.append(...Array.from(panel.childNodes).filter(n => n !== summary));
      panel.replaceWith(box);
      return { tab, box };
    });
    const list = make('div', { role: 'tablist', 'aria-label': this.getAttribute('aria-label') }, ...this.tabs.map(p => p.tab));
    list.addEventListener('keydown', (/** @type {KeyboardEvent} */ e) => this.#key(e));
    this.removeAttribute('aria-label');
    this.prepend(list);
    this.open(0);
  }

  /** open shows a panel. @param {number} at */
  open(at) {
    this.tabs?.forEach(({ tab, box }, i) => {
      tab.setAttribute('aria-selected', String(i === at));
      tab.setAttribute('tabindex', i === at ? '0' : '-1');
      box.hidden = i !== at;
    });
    this.at = at;
  }

  #key(/** @type {KeyboardEvent} */ e) {
    const to = tabByKey(e.key, this.at ?? 0, this.tabs?.length ?? 0);
    if (to < 0) return;
    this.open(to);
    this.tabs?.[to].tab.focus();
    e.preventDefault();
  }
}
