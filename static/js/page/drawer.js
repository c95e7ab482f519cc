// SPDX-License-Identifier: Apache-2.0
// The contents open and close without a script; this closes them when the
// reader turns to something else, as a menu would.

export function startDrawer() {
  const drawer = /** @type {HTMLDetailsElement | null} */ (document.querySelector('.drawer'));
  if (!drawer) return;
  document.addEventListener('pointerdown', e => {
    if (drawer.open && !drawer.contains(/** @type {Node} */ (e.target))) drawer.open = false;
  });
  drawer.addEventListener('focusout', e => {
    if (e.relatedTarget && !drawer.contains(/** @type {Node} */ (e.relatedTarget))) drawer.open = false;
  });
  drawer.addEventListener('click', e => {
    if (/** @type {Element} */ (e.target).closest('nav a')) drawer.open = false;
  });
  drawer.addEventListener('keydown', e => {
    if (e.key !== 'Escape' || !drawer.open) return;
    drawer.open = false;
    drawer.querySelector('summary')?.focus();
  });
}
