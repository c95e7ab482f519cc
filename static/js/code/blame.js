// SPDX-License-Identifier: Apache-2.0
// Lines that the kernel named, in CodeMirror: the whole line is marked, with a
// word behind it, and the marks move with the text.
import { forEachDiagnostic, nextDiagnostic, previousDiagnostic } from '@codemirror/lint';
import { StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, WidgetType } from '@codemirror/view';
import { make } from '../dom.js';
import { t } from '../page/words.js';

/** @typedef {import('./diagnostics.js').Diagnostic} Diagnostic */

/** @type {import('@codemirror/state').StateEffectType<Diagnostic[]>} */
const place = StateEffect.define();

class Word extends WidgetType {
  /** @param {string} kernel */
  constructor(kernel) {
    super();
    this.kernel = kernel;
  }

  eq(/** @type {Word} */ other) { return other.kernel === this.kernel; }

  toDOM() { return make('span', { class: `cm-blame cm-blame-${this.kernel}` }, `← ${t(`mark.${this.kernel}`)}`); }
}

/** @param {import('@codemirror/state').Text} doc @param {Diagnostic[]} list */
function decorate(doc, list) {
  const seen = new Set();
  const marks = list.flatMap(d => {
    if (!d.kernel || !d.line || d.line > doc.lines || seen.has(d.line)) return [];
    seen.add(d.line);
    const line = doc.line(d.line);
    return [
      Decoration.line({ class: `cm-blamed cm-blamed-${d.kernel}` }).range(line.from),
      Decoration.widget({ widget: new Word(d.kernel), side: 1 }).range(line.to),
    ];
  });
  return Decoration.set(marks, true);
}

/** The extension that holds the marks. */
export const blamed = StateField.define({
  create: () => Decoration.none,
  update(marks, tr) {
    for (const e of tr.effects) if (e.is(place)) return decorate(tr.state.doc, e.value);
    return marks.map(tr.changes);
  },
  provide: field => EditorView.decorations.from(field),
});

/** blame marks the lines of those that the kernel named. @param {Diagnostic[]} list */
export const blame = list => place.of(list);

/** said is what marks say of a line, for a screen reader. @param {import('@codemirror/state').EditorState} state @param {number} at @returns {string} */
export function said(state, at) {
  const line = state.doc.lineAt(at);
  /** @type {string[]} */
  const words = [];
  forEachDiagnostic(state, (d, from) => { if (from >= line.from && from <= line.to) words.push(d.message); });
  return words.length ? [t('mark.line', { line: line.number }), ...words].join(' ') : '';
}

/** Keys that lead from mark to mark, and say what is there. @type {import('@codemirror/view').KeyBinding[]} */
export const markKeys = [{ key: 'F8', run: going(nextDiagnostic) }, { key: 'Shift-F8', run: going(previousDiagnostic) }];

/** @param {(view: EditorView) => boolean} go @returns {(view: EditorView) => boolean} */
function going(go) {
  return view => {
    if (!go(view)) return false;
    view.dispatch({ effects: EditorView.announce.of(said(view.state, view.state.selection.main.from)) });
    return true;
  };
}
