// SPDX-License-Identifier: Apache-2.0
// The page's colours and type for CodeMirror: custom properties reach into its
// shadow root, so light and dark follow by themselves.
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

export const theme = EditorView.theme({
  '&': { height: '100%', background: 'var(--paper)', color: 'var(--ink)', fontSize: '0.875rem' },
  '&.cm-focused': { outline: '0.15rem solid var(--focus)', outlineOffset: '-0.15rem' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55', fontFeatureSettings: '"zero"', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '0.5rem 0' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '0.125rem' },
  '.cm-gutters': { background: 'var(--paper)', color: 'var(--ink-2)', border: '0' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 0.5rem 0 0.25rem', minWidth: '2.25rem' },
  '.cm-activeLine': { background: 'color-mix(in srgb, var(--paper-3) 45%, transparent)' },
  '.cm-activeLineGutter': { background: 'none', color: 'var(--ink)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { background: 'var(--code-selection) !important' },
  '.cm-selectionMatch': { background: 'var(--paper-3)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { background: 'none', outline: '0.0625rem solid var(--ink-2)' },
  '.cm-panels': { background: 'var(--paper-2)', color: 'var(--ink)', borderColor: 'var(--line)' },
  '.cm-panels.cm-panels-bottom': { borderTop: '0.0625rem solid var(--line)' },
  '.cm-panel button, .cm-panel input': { fontFamily: 'var(--sans)', fontSize: '0.875rem', color: 'var(--ink)', background: 'var(--paper)', border: '0.0625rem solid var(--line)', borderRadius: 'var(--radius)', backgroundImage: 'none' },
  '.cm-panel label': { fontFamily: 'var(--sans)', fontSize: '0.875rem' },
  '.cm-tooltip': { background: 'var(--paper-2)', color: 'var(--ink)', border: '0.0625rem solid var(--line)', fontFamily: 'var(--sans)', fontSize: '0.875rem', maxWidth: '34rem' },
  '.cm-diagnostic': { padding: '0.35rem 0.6rem' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--warn)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--code-caution)' },
  '.cm-diagnostic-info': { borderLeftColor: 'var(--line)' },
  '.cm-lintRange-error': { background: 'none', textDecoration: 'underline wavy var(--warn)', textDecorationSkipInk: 'none', textUnderlineOffset: '0.2em' },
  '.cm-lintRange-warning': { background: 'none', textDecoration: 'underline wavy var(--code-caution)', textDecorationSkipInk: 'none', textUnderlineOffset: '0.2em' },
  '.cm-lintRange-info': { background: 'none', textDecoration: 'underline dotted var(--ink-2)' },
  '.cm-blamed-here': { background: 'var(--code-removed) !important', boxShadow: 'inset 0.2rem 0 0 var(--warn)' },
  '.cm-blamed-trace, .cm-blamed-freed, .cm-blamed-allocated': { boxShadow: 'inset 0.2rem 0 0 var(--line)' },
  '.cm-blame': { marginInlineStart: '1.5rem', fontFamily: 'var(--sans)', fontSize: '0.8125rem', color: 'var(--ink-2)', whiteSpace: 'nowrap' },
  '.cm-blame-here': { color: 'var(--warn)', fontWeight: '600' },
  '.cm-gutter-lint': { width: '1.1rem' },
  '.cm-lint-marker': { width: '0.65em', height: '0.65em', margin: '0.18em auto' },
  '.cm-lint-marker-error': { content: 'normal', borderRadius: '50%', background: 'var(--warn)' },
  '.cm-lint-marker-warning': { content: 'normal', clipPath: 'polygon(50% 0, 100% 100%, 0 100%)', background: 'var(--code-caution)' },
  '.cm-lint-marker-info': { content: 'normal', border: '0.12em solid var(--ink-2)' },
  '.cm-changedLine': { background: 'var(--code-added) !important' },
  '.cm-changedText': { background: 'none !important', textDecoration: 'underline var(--ok)', textUnderlineOffset: '0.2em' },
  '.cm-deletedChunk': { background: 'var(--code-removed) !important', paddingLeft: '0.25rem' },
  '.cm-deletedChunk .cm-deletedText': { background: 'none', textDecoration: 'line-through var(--warn)' },
  '.cm-changedLineGutter': { background: 'var(--ok)' },
  '.cm-deletedLineGutter': { background: 'var(--warn)' },
});

/** The colours of listings (css/type-code.css). */
export const highlighting = syntaxHighlighting(HighlightStyle.define([
  { tag: tags.comment, color: 'var(--ink-2)' },
  { tag: [tags.processingInstruction, tags.meta], color: 'var(--code-word)' },
  { tag: [tags.keyword, tags.modifier, tags.controlKeyword, tags.definitionKeyword], color: 'var(--code-word)', fontWeight: '600' },
  { tag: [tags.typeName, tags.standard(tags.typeName)], color: 'var(--code-type)' },
  { tag: [tags.string, tags.special(tags.string), tags.character, tags.escape], color: 'var(--code-text)' },
  { tag: tags.function(tags.definition(tags.variableName)), fontWeight: '600' },
]));
