// SPDX-License-Identifier: Apache-2.0
// The plain editor: a textarea, with the lines that the compiler named beside it.
import { make } from '../dom.js';
import { differenceOf } from './difference.js';
import { lineDiff } from './linediff.js';

/** plainPane is an editor that needs nothing. @param {(text: string) => void} changed @returns {import('./editor.js').Pane} */
export function plainPane(changed) {
  const area = make('textarea', { class: 'code-text', rows: 24, spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off', wrap: 'off' });
  const difference = make('pre', { class: 'difference', tabindex: 0, hidden: true });
  const element = make('div', { class: 'plain-pane' }, area, difference);
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
  return {
    element,
    open(file, label) {
      area.value = file.text;
      area.setAttribute('aria-label', label);
      area.scrollTop = 0;
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
    mark(list) { area.toggleAttribute('aria-invalid', list.some(d => d.severity === 'error')); },
    goto(line) {
      const before = area.value.split('\n').slice(0, line - 1).join('\n');
      const from = before.length + (line > 1 ? 1 : 0);
      const end = area.value.indexOf('\n', from);
      area.focus();
      area.setSelectionRange(from, end < 0 ? area.value.length : end);
      this.look(line);
    },
    look(line) { area.scrollTop = Math.max(0, (line - 4) * Number.parseFloat(getComputedStyle(area).lineHeight)); },
    compare(original) {
      against = original;
      showDifference();
    },
  };
}
