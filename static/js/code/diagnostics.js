// SPDX-License-Identifier: Apache-2.0
// What the compiler says, in the places of an editor.

/**
 * @typedef {object} Diagnostic
 * @property {'error' | 'warning' | 'note'} severity
 * @property {string} [file]
 * @property {number} [line]       from 1
 * @property {number} [column]     from 1, in bytes of UTF-8
 * @property {number} [end_line]
 * @property {number} [end_column] the last byte
 * @property {string} text
 * @property {string} [option]
 * @property {string} [drift]      what changed in the kernel since an old listing
 * @property {Diagnostic[]} [notes]
 * @property {string} [kernel]     it is a kernel's: here, freed, allocated or trace
 */

/** unitsBefore turns bytes of UTF-8 into UTF-16 units of a line. @param {string} line @param {number} bytes */
export function unitsBefore(line, bytes) {
  let units = 0;
  for (const c of line) {
    const p = /** @type {number} */ (c.codePointAt(0));
    bytes -= p < 0x80 ? 1 : p < 0x800 ? 2 : p < 0x10000 ? 3 : 4;
    if (bytes < 0) break;
    units += c.length;
  }
  return units;
}

/**
 * range is where a diagnostic stands in a text; null where it has no line in it.
 * A diagnostic without a width gets the word that it points at, one without a
 * column its line.
 * @param {string} text @param {Diagnostic} d @returns {{from: number, to: number} | null}
 */
export function range(text, d) {
  const lines = text.split('\n');
  if (!d.line || d.line > lines.length) return null;
  const start = lines.slice(0, d.line - 1).reduce((n, l) => n + l.length + 1, 0);
  const line = lines[d.line - 1];
  const indent = /^\s*/.exec(line)?.[0].length ?? 0;
  if (!d.column) return { from: start + indent, to: start + Math.max(indent, line.trimEnd().length) };
  const from = start + unitsBefore(line, Math.max(0, d.column - 1));
  let to = from;
  if (d.end_line === d.line && d.end_column) to = start + unitsBefore(line, d.end_column);
  if (to <= from) to = from + Math.max(1, /^\w*/.exec(text.slice(from, start + line.length))?.[0].length ?? 1);
  return { from: Math.min(from, start + line.length), to: Math.min(to, start + line.length) };
}

/** count says how many there are of a severity. @param {Diagnostic[]} list @param {string} severity */
export const count = (list, severity) => list.filter(d => d.severity === severity).length;

/** merge joins what several builds said; a header's mistake is said once. @param {Diagnostic[][]} lists @returns {Diagnostic[]} */
export function merge(lists) {
  const seen = new Set();
  return lists.flat().filter(d => {
    const key = JSON.stringify([d.file, d.line, d.column, d.text]);
    return !seen.has(key) && seen.add(key);
  });
}

/** gathered puts notes that stand alone under what they are notes to. @param {Diagnostic[]} list @returns {Diagnostic[]} */
export function gathered(list) {
  /** @type {Diagnostic[]} */
  const out = [];
  for (const d of list) {
    const before = out.at(-1);
    if (d.severity === 'note' && before) out[out.length - 1] = { ...before, notes: [...before.notes ?? [], d] };
    else out.push(d);
  }
  return out;
}

/**
 * byFile puts what is said into the order of files; what is of no file stands
 * first, and a note stays behind what it is a note to.
 * @param {Diagnostic[]} list @param {string[]} names @returns {Diagnostic[]}
 */
export function byFile(list, names) {
  let at = -1;
  return list.map(d => ({ d, at: d.severity === 'note' ? at : (at = names.indexOf(d.file ?? '')) })).sort((a, b) => a.at - b.at).map(p => p.d);
}
