// SPDX-License-Identifier: Apache-2.0

/**
 * el makes an element. Children are nodes or texts; an undefined attribute is
 * left out.
 * @param {string} name @param {Record<string, string | number | undefined>} attributes @param {(Node | string)[]} children
 */
export function el(name, attributes = {}, ...children) {
  const e = document.createElement(name);
  for (const [k, v] of Object.entries(attributes)) if (v !== undefined) e.setAttribute(k, String(v));
  e.append(...children);
  return e;
}

/** svg makes an SVG element. @param {string} name @param {Record<string, string | number>} attributes @param {(Node | string)[]} children */
export function svg(name, attributes = {}, ...children) {
  const e = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, String(v));
  e.append(...children);
  return e;
}

/** hex and bytes turn bytes into hex digits and back. */
export const hex = (/** @type {Uint8Array} */ b) => Array.from(b, c => c.toString(16).padStart(2, '0')).join('');
export const unhex = (/** @type {string} */ s) => Uint8Array.from(s.match(/../g) ?? [], d => parseInt(d, 16));
