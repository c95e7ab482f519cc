// SPDX-License-Identifier: Apache-2.0

/** @typedef {{kind: ' ' | '-' | '+', text: string}} Line */

/** Texts of more lines than this are compared as a whole: the table grows with both. */
const most = 2000;

/** lineDiff tells two texts apart line by line, by their longest common subsequence. @param {string} a @param {string} b @returns {Line[]} */
export function lineDiff(a, b) {
  const [x, y] = [a.split('\n'), b.split('\n')];
  if (x.length > most || y.length > most) return [...x.map(text => /** @type {Line} */ ({ kind: '-', text })), ...y.map(text => /** @type {Line} */ ({ kind: '+', text }))];
  const width = y.length + 1;
  const common = new Uint16Array((x.length + 1) * width);
  for (let i = x.length - 1; i >= 0; i--) {
    for (let j = y.length - 1; j >= 0; j--) {
      common[i * width + j] = x[i] === y[j] ? common[(i + 1) * width + j + 1] + 1 : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  /** @type {Line[]} */
  const lines = [];
  let [i, j] = [0, 0];
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) {
      lines.push({ kind: ' ', text: x[i++] });
      j++;
    } else if (i < x.length && (j === y.length || common[(i + 1) * width + j] >= common[i * width + j + 1])) lines.push({ kind: '-', text: x[i++] });
    else lines.push({ kind: '+', text: y[j++] });
  }
  return lines;
}
