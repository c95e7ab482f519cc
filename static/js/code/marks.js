// SPDX-License-Identifier: Apache-2.0
// The reader's own lines that a kernel named when it found a bug, as marks for
// the editor beside those of the compiler.
import { known, t } from '../page/words.js';

/** @typedef {import('./outcome.js').Oops} Oops */
/** @typedef {import('./diagnostics.js').Diagnostic} Diagnostic */

/** A line of a stack is "function file:line". */
const frame = /^(.*?)\s+(\S+\.[ch]):(\d+)$/;

/** frameOf takes a line of a stack apart; null where it has no file. @param {string} line @returns {{name: string, file: string, line: number} | null} */
export function frameOf(line) {
  const m = frame.exec(line);
  return m && { name: m[1], file: m[2], line: Number(m[3]) };
}

/** wordsOf says what a bug is. @param {Oops} o */
export const wordsOf = o => t(known(`oops.${o.kind}`) ? `oops.${o.kind}` : 'oops.unknown');

/** placeOf reads "file:line". @param {string} text */
export function placeOf(text) {
  const m = /^(.+):(\d+)$/.exec(text);
  return m ? { file: m[1], line: Number(m[2]) } : { file: '', line: 0 };
}

/**
 * marksOf gives the marks: the line itself, who freed and allocated what it is
 * about, and the way there. A line is marked once, as the first of these.
 * @param {Oops[]} oopses @returns {Diagnostic[]}
 */
export function marksOf(oopses) {
  const all = oopses.flatMap(o => [
    { file: o.file, line: o.line, kernel: 'here', text: wordsOf(o), severity: o.kind === 'warning' ? 'warning' : 'error' },
    ...['freed', 'allocated'].map(k => ({ ...placeOf(o[/** @type {'freed'} */ (k)]), kernel: k, text: t(`mark.${k}`), severity: 'note' })),
    ...o.trace.split('\n').map(frameOf).flatMap(f => (f ? [{ file: f.file, line: f.line, kernel: 'trace', text: t('mark.trace'), severity: 'note' }] : [])),
  ]);
  const seen = new Set();
  return /** @type {Diagnostic[]} */ (all.filter(m => {
    const key = `${m.file}:${m.line}`;
    return m.file && m.line && !seen.has(key) && seen.add(key);
  }));
}
