// SPDX-License-Identifier: Apache-2.0
// CodeMirror, in a shadow root: there its styles are constructed sheets, which
// the page's policy allows; in the document they would be a style element, which
// it forbids.
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { cpp } from '@codemirror/lang-cpp';
import { go } from '@codemirror/lang-go';
import { bracketMatching, indentUnit } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { unifiedMergeView } from '@codemirror/merge';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view';
import { make } from '../dom.js';
import { t } from '../page/words.js';
import { blame, blamed, markKeys, said } from './blame.js';
import { range } from './diagnostics.js';
import { phrases } from './phrases.js';
import { highlighting, theme } from './theme.js';

const language = (/** @type {string} */ name) => (name.endsWith('.go') ? go() : cpp());

/** richPane is an editor with lines, colours, search and marks. @param {(text: string) => void} changed @returns {import('./editor.js').Pane} */
export function richPane(changed) {
  const element = make('div', { class: 'rich-pane' });
  const root = element.attachShadow({ mode: 'open' });
  const comparison = new Compartment();
  let quiet = false;
  let at = '';
  /** Files as the reader left them: cursor, what can be taken back, and the lines in view. @type {Map<string, {state: EditorState, view: import('@codemirror/state').StateEffect<any>}>} */
  const left = new Map();
  const view = new EditorView({ root, parent: /** @type {any} */ (root) });
  const state = (/** @type {string} */ text, /** @type {string} */ name, /** @type {string} */ label) => EditorState.create({
    doc: text,
    extensions: [
      lineNumbers(), highlightActiveLineGutter(), highlightSpecialChars(), history(), drawSelection(), bracketMatching(),
      highlightActiveLine(), highlightSelectionMatches(), lintGutter(), blamed, language(name), theme, highlighting, phrases(),
      EditorState.tabSize.of(8), indentUnit.of('\t'), comparison.of([]),
      EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0', spellcheck: 'false' }),
      keymap.of([...markKeys, ...defaultKeymap, ...historyKeymap, ...searchKeymap, ...lintKeymap, indentWithTab]),
      EditorView.updateListener.of(u => { if (u.docChanged && !quiet) changed(u.state.doc.toString()); }),
    ],
  });
  return {
    element,
    open(file, label) {
      if (at) left.set(at, { state: view.state, view: view.scrollSnapshot() });
      at = file.key ?? file.name;
      const before = left.get(at);
      const same = before && before.state.doc.toString() === file.text;
      quiet = true;
      view.setState(same ? before.state : state(file.text, file.name, label));
      view.dispatch({ effects: same ? before.view : EditorView.scrollIntoView(0, { y: 'start' }) });
      quiet = false;
    },
    text: () => view.state.doc.toString(),
    put(text) { view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 }, userEvent: 'input' }); },
    mark(list) {
      const text = view.state.doc.toString();
      view.dispatch(setDiagnostics(view.state, list.flatMap(d => {
        const at = range(text, d);
        return at ? [{ ...at, severity: d.severity === 'note' ? 'info' : d.severity, message: d.text, source: d.kernel ? t('mark.source') : d.option }] : [];
      })), { effects: blame(list.filter(d => d.kernel)) });
    },
    goto(line) {
      const at = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)));
      view.dispatch({ selection: { anchor: at.from }, effects: [EditorView.scrollIntoView(at.from, { y: 'center' }), EditorView.announce.of(said(view.state, at.from))] });
      view.focus();
    },
    look(line) {
      view.dispatch({ effects: EditorView.scrollIntoView(view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines))).from, { y: 'center' }) });
    },
    compare(original) {
      view.dispatch({ effects: comparison.reconfigure(original === null ? [] : unifiedMergeView({ original, mergeControls: false, gutter: true })) });
    },
  };
}
