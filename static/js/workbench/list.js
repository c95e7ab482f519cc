// SPDX-License-Identifier: Apache-2.0
import { make, mark, tell, write } from '../dom.js';
import { t } from '../page/words.js';
import { protocolName } from './protocols.js';
import { Rows } from './rows.js';

/** @typedef {import('./bench.js').Bench} Bench */
/** @typedef {import('./summary.js').Summaries} Summaries */

const signs = ['·', '→', '←'];
const ways = ['unknown', 'sent', 'received'];

/**
 * <nl-messages> is the list of messages: a listbox whose rows exist only while
 * they are in view.
 *
 * Keys: arrows, Home, End, PageUp and PageDown select; Delete takes away; c
 * compares. Events: nl-select {id}; nl-remove {id}; nl-compare {id}.
 */
export class NLMessages extends HTMLElement {
  connectedCallback() {
    if (this.rows) return;
    this.box = this.appendChild(make('div', { class: 'rows', role: 'listbox', tabindex: 0, 'aria-label': t('workbench.messages') }));
    this.rows = new Rows(this.box, () => this.#create(), (row, at) => this.#fill(row, at));
    this.box.addEventListener('keydown', e => this.#key(e));
    this.box.addEventListener('click', e => this.#click(e));
    this.setAttribute('role', 'presentation');
  }

  /** show draws the list. @param {Bench} bench @param {Summaries} summaries @param {number} compared the id of the other message, or -1 */
  show(bench, summaries, compared) {
    this.bench = bench;
    this.summaries = summaries;
    this.compared = compared;
    const moved = this.at !== bench.at || this.first !== bench.items[0];
    this.at = bench.at;
    this.first = bench.items[0];
    if (!this.box) return;
    if (this.rows?.count !== bench.items.length) this.box.style.setProperty('--count', String(bench.items.length));
    this.rows?.set(bench.items.length, moved ? this.at : -1);
    if (this.at >= 0) mark(this.box, 'aria-activedescendant', `message-${bench.items[this.at].id}`);
    else this.box.removeAttribute('aria-activedescendant');
  }

  #create() {
    const way = make('span', { class: 'way', 'aria-hidden': 'true' });
    const heard = make('span', { class: 'visually-hidden' });
    const name = make('span', { class: 'name' });
    const length = make('span', { class: 'length' });
    const more = make('span', { class: 'more' });
    const mark = make('span', { class: 'mark', 'aria-hidden': 'true' });
    const row = make('div', { class: 'item', role: 'option' }, way, heard, name, mark, length, more);
    return Object.assign(row, { parts: { way, heard, name, length, more, mark } });
  }

  #fill(/** @type {any} */ row, /** @type {number} */ at) {
    const item = this.bench?.items[at];
    if (!item || !this.summaries || !this.bench) return;
    const s = this.summaries.of(item);
    const { parts } = row;
    mark(row, 'id', `message-${item.id}`);
    mark(row, 'data-id', item.id);
    mark(row, 'aria-selected', at === this.at);
    mark(row, 'aria-setsize', this.bench.items.length);
    mark(row, 'aria-posinset', at + 1);
    row.classList.toggle('other', item.id === this.compared);
    row.classList.toggle('begins', at > 0 && this.bench.items[at - 1].packet !== item.packet);
    const way = ways[item.direction] ?? ways[0];
    const problems = s.problems ? t('workbench.problems', { n: s.problems }) : '';
    write(parts.way, signs[item.direction] ?? signs[0]);
    mark(parts.way, 'title', t(`workbench.way.${way}`));
    mark(parts.way, 'class', `way ${way}`);
    write(parts.heard, [t(`workbench.way.${way}`), problems].filter(Boolean).join(', '));
    write(parts.name, s.name);
    write(parts.length, t('workbench.bytes', { n: item.bytes.length }));
    write(parts.more, [protocolName(this.bench.options(item).protocol).replace('NETLINK_', ''), s.flags, s.gist].filter(Boolean).join(' · '));
    write(parts.mark, s.problems ? `! ${s.problems}` : '');
    mark(parts.mark, 'title', problems);
  }

  #click(/** @type {MouseEvent} */ e) {
    const row = /** @type {HTMLElement | null} */ (/** @type {Element} */ (e.target).closest('.item'));
    if (!row) return;
    const id = Number(row.dataset.id);
    tell(this, e.ctrlKey || e.metaKey ? 'nl-compare' : 'nl-select', { id });
  }

  #key(/** @type {KeyboardEvent} */ e) {
    const items = this.bench?.items ?? [];
    if (!items.length || e.ctrlKey || e.metaKey || e.altKey) return;
    const at = this.at ?? 0;
    const page = Math.max(1, Math.floor((this.box?.clientHeight ?? 0) / (this.rows?.height ?? 1)) - 1);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1, PageDown: at + page, PageUp: at - page }[e.key];
    if (to !== undefined) tell(this, 'nl-select', { id: items[Math.max(0, Math.min(to, items.length - 1))].id });
    else if (e.key === 'Delete' || e.key === 'Backspace') tell(this, 'nl-remove', { id: items[at].id });
    else if (e.key === 'c') tell(this, 'nl-compare', { id: items[at].id });
    else return;
    e.preventDefault();
  }
}
