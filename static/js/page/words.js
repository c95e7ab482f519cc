// SPDX-License-Identifier: Apache-2.0
// What the page says, in its language: the server puts the words into it.

const words = JSON.parse(globalThis.document?.getElementById('words')?.textContent ?? '{}');

/** t gives a text with {name} replaced by values.name; a missing one shows itself. */
export function t(/** @type {string} */ key, /** @type {Record<string, unknown>} */ values = {}) {
  const text = /** @type {string | undefined} */ (words[key]);
  if (text === undefined) return `[${key}]`;
  return text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
}

/** known says whether there is a text for a key. */
export const known = (/** @type {string} */ key) => key in words;
