// SPDX-License-Identifier: Apache-2.0
// The tools in the bar: theme and size. Both are remembered; the theme in a
// cookie, so that the server sends the next page in the right colours.

const year = 365 * 24 * 3600;

export function startBar() {
  const root = document.documentElement;
  const base = document.body.dataset.base ?? '';
  const theme = /** @type {HTMLSelectElement | null} */ (document.getElementById('theme'));
  if (theme) {
    theme.value = root.dataset.theme ?? '';
    theme.closest('label')?.removeAttribute('hidden');
    theme.addEventListener('change', () => {
      if (theme.value) root.dataset.theme = theme.value;
      else delete root.dataset.theme;
      document.cookie = `theme=${theme.value}; path=${base}/; max-age=${theme.value ? year : 0}; samesite=lax`;
    });
  }
  const scale = /** @type {HTMLInputElement | null} */ (document.getElementById('scale'));
  if (scale) {
    const apply = () => root.style.setProperty('font-size', `${scale.value}%`);
    scale.value = localStorage.getItem('scale') ?? '100';
    if (scale.value !== '100') apply();
    scale.closest('label')?.removeAttribute('hidden');
    scale.addEventListener('input', () => {
      localStorage.setItem('scale', scale.value);
      apply();
    });
  }
}
