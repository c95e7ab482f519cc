// SPDX-License-Identifier: Apache-2.0
// The plain editor: a textarea, with links below it to the lines that the kernel
// named. F8 leads from mark to mark, as in the other editor.
import { make } from '../dom.js';
import { t } from '../page/words.js';
import { differenceOf } from './difference.js';
import { lineDiff } from './linediff.js';

/** plainPane is an editor that needs nothing. @param {(text: string) => void} changed @returns {import('./editor.js').Pane} */
export function plainPane(changed) {
  const area = make('textarea', { class: 'code-text', rows: 24, spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off', wrap: 'off' });
  const difference = make('pre', { class: 'difference', tabindex: 0, hidden: true });
  const named = make('p', { class: 'named', hidden: true });
  const element = make('div', { class: 'plain-pane' }, area, named, difference);
  /** Files as the reader left them: the lines in view. @type {Map<string, number>} */
  const left = new Map();
  let at = '';
  /** Lines with a mark, in their order. @type {number[]} */
  let marked = [];
  /** @type {string | null} */
  let against = null;
  const showDifference = () => {
    difference.hidden = against === null;
    if (against === null) return;
    difference.replaceChildren(...differenceOf(lineDiff(against, area.value).filter(l => l.kind !== ' ')));
  };
  area.addEventListener('input', () => {
    changed(area.value);
    showDifference();
  });
  area.addEventListener('keydown', e => {
    if (e.key !== 'F8' || !marked.length) return;
    e.preventDefault();
    const here = area.value.slice(0, area.selectionStart).split('\n').length;
    pane.goto(e.shiftKey ? marked.findLast(l => l < here) ?? marked[marked.length - 1] : marked.find(l => l > here) ?? marked[0]);
  });
  /** @type {import('./editor.js').Pane} */
  const pane = {
    element,
    open(file, label) {
      if (at) left.set(at, area.scrollTop);
      at = file.key ?? file.name;
      area.value = file.text;
      area.setAttribute('aria-label', label);
      area.scrollTop = left.get(at) ?? 0;
    },
    text: () => area.value,
    put(text) {
      area.focus();
      area.select();
      // The only way to change a textarea that its own undo takes back.
      if (!document.execCommand('insertText', false, text)) {
        area.value = text;
        changed(text);
      }
    },
    mark(list) {
      area.toggleAttribute('aria-invalid', list.some(d => d.severity === 'error'));
      marked = [...new Set(list.flatMap(d => d.line ?? []))].sort((a, b) => a - b);
      const lines = list.filter(d => d.kernel && d.line);
      named.hidden = !lines.length;
      named.replaceChildren(...lines.map(d => make('span', { class: d.kernel }, make('button', { type: 'button', class: 'place', onclick: () => pane.goto(d.line ?? 1) }, `${d.file}:${d.line}`), ` ${t(`mark.${d.kernel}`)}`)));
    },
    goto(line) {
      const before = area.value.split('\n').slice(0, line - 1).join('\n');
      const from = before.length + (line > 1 ? 1 : 0);
      const end = area.value.indexOf('\n', from);
      area.focus();
      area.setSelectionRange(from, end < 0 ? area.value.length : end);
      pane.look(line);
    },
    look(line) { area.scrollTop = Math.max(0, (line - 4) * Number.parseFloat(getComputedStyle(area).lineHeight)); },
    compare(original) {
      against = original;
      showDifference();
    },
  };
  return pane;
}
