// SPDX-License-Identifier: Apache-2.0
// The tools in the bar: theme and size. Both are remembered; the theme in a
// cookie, so that the server sends the next page in the right colours.
import { recall, keep } from './memory.js';

/** How long a choice is kept, in seconds: a year. */
const year = 365 * 24 * 3600;

export function startBar() {
  const theme = /** @type {HTMLSelectElement | null} */ (document.getElementById('theme'));
  const scale = /** @type {HTMLInputElement | null} */ (document.getElementById('scale'));
  if (theme) startTheme(theme);
  if (scale) startScale(scale);
}

function startTheme(/** @type {HTMLSelectElement} */ theme) {
  const root = document.documentElement;
  theme.value = root.dataset.theme ?? '';
  theme.closest('label')?.removeAttribute('hidden');
  theme.addEventListener('change', () => {
    if (theme.value) root.dataset.theme = theme.value;
    else delete root.dataset.theme;
    const path = document.body.dataset.base ?? '';
    document.cookie = `theme=${theme.value}; path=${path}/; max-age=${theme.value ? year : 0}; samesite=lax`;
  });
}

/** startScale sets the root's font size, which every length follows. */
function startScale(/** @type {HTMLInputElement} */ scale) {
  const apply = () => document.documentElement.style.setProperty('font-size', `${scale.value}%`);
  scale.value = recall('scale') || '100';
  if (scale.value !== '100') apply();
  scale.closest('label')?.removeAttribute('hidden');
  scale.addEventListener('input', () => {
    keep('scale', scale.value);
    apply();
  });
}
