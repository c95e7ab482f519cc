// SPDX-License-Identifier: Apache-2.0
// What the elements say, in the page's language: the server puts the texts into
// the page, so that both halves use the same ones.

/** @type {Record<string, string> | null} */
let table = null;

function words() {
  table ??= JSON.parse(document.getElementById('words')?.textContent || '{}');
  return /** @type {Record<string, string>} */ (table);
}

/**
 * t gives a text by key with {name} replaced. A missing key shows itself.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  return fill(words()[key] ?? `[${key}]`, values);
}

/** has says whether there is a text for a key. @param {string} key */
export const has = key => key in words();

/** fill puts values into a text. @param {string} text @param {Record<string, string | number>} values */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
