// SPDX-License-Identifier: Apache-2.0
// How a run came out, in words: exit statuses, signals, and what the kernel died
// of, with links to the reader's own lines.
import { make } from '../dom.js';
import { known, t } from '../page/words.js';
import { frameOf, placeOf, wordsOf } from './marks.js';

/** @typedef {import('./outcome.js').Outcome} Outcome */
/** @typedef {(file?: string, line?: number) => (HTMLElement | string)[]} Place */

/** verdictOf gives the lines of the panel; none if there is nothing to say. @param {Outcome} o @param {Place} place @returns {HTMLElement[]} */
export function verdictOf(o, place) {
  return [
    ...o.failed.map(f => make('p', { class: 'bad' }, t(f.op === 'unload' ? 'outcome.unload' : 'outcome.insert', f))),
    ...o.exits.map(exitOf),
    ...o.oopses.map(x => oopsOf(x, place)),
    ...o.panic ? [make('p', { class: 'bad' }, t(o.oopses.some(x => x.kind === 'stuck') ? 'outcome.hung' : 'outcome.panic'))] : [],
  ];
}

/** @param {import('./outcome.js').Exit} e */
function exitOf(e) {
  if (!e.signal) return make('p', { class: e.status ? 'bad' : 'good' }, t('outcome.exit', e));
  const why = `signal.${e.signal}`;
  return make('p', { class: 'bad' }, t('outcome.signal', e), known(why) ? ` ${t(why)}` : '');
}

/** @param {import('./outcome.js').Oops} o @param {Place} place */
function oopsOf(o, place) {
  const at = [...o.function ? [make('code', {}, `${o.function}()`), ' '] : [], ...place(o.file, o.line)];
  return make('div', { class: 'oops' }, make('p', {}, wordsOf(o)), at.length ? make('p', { class: 'where' }, ...at) : '', ...lifeOf(o, place),
    o.trace ? make('details', {}, make('summary', {}, t('outcome.trace')), make('ol', {}, ...o.trace.split('\n').filter(Boolean).map(l => make('li', {}, ...lineOf(l, place))))) : '');
}

/** Who freed and who allocated the memory that it is about. @param {import('./outcome.js').Oops} o @param {Place} place */
function lifeOf(o, place) {
  const line = (/** @type {string} */ key, /** @type {string} */ text) => {
    const { file, line } = placeOf(text);
    return file ? [make('p', { class: 'where' }, t(key), ' ', ...place(file, line))] : [];
  };
  return [...line('outcome.freed', o.freed), ...line('outcome.allocated', o.allocated)];
}

/** A line of a stack; frames of the kernel itself have no file of the reader's. @param {string} text @param {Place} place */
function lineOf(text, place) {
  const f = frameOf(text);
  return f ? [make('code', {}, f.name), ' ', ...place(f.file, f.line)] : [make('code', {}, text)];
}
