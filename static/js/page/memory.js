// SPDX-License-Identifier: Apache-2.0
// What the reader chose, kept in this browser. A browser that keeps nothing
// forgets; nothing else changes.

export function recall(/** @type {string} */ key) {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

export function keep(/** @type {string} */ key, /** @type {string} */ value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is full or forbidden: the choice holds for this page.
  }
}
