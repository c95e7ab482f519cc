// SPDX-License-Identifier: Apache-2.0
import { make } from '../dom.js';

/** differenceOf draws lines as they stand in a unified diff. @param {import('./linediff.js').Line[]} lines @returns {HTMLElement[]} */
export const differenceOf = lines => lines.map(l => make(l.kind === '+' ? 'ins' : l.kind === '-' ? 'del' : 'span', {}, `${l.kind} ${l.text}\n`));
