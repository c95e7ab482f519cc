// SPDX-License-Identifier: Apache-2.0

/**
 * make creates an element. Attributes that are false or null are left out; a
 * function is a listener for the event that the name gives ("onclick"). What a
 * control shows is the script's to say: a browser that goes back would give it
 * what another one held, since it knows them by their order.
 * @param {string} name
 * @param {Record<string, any>} [attributes]
 * @param {...(Node | string)} children
 * @returns {any}
 */
export function make(name, attributes = {}, ...children) {
  return dress(document.createElement(name), controls.has(name) ? { autocomplete: 'off', ...attributes } : attributes, children);
}

/** Elements whose state a browser keeps with a page. */
const controls = new Set(['input', 'select', 'textarea']);

/** svg is make for SVG elements. @param {string} name @param {Record<string, any>} [attributes] @param {...(Node | string)} children @returns {any} */
export function svg(name, attributes = {}, ...children) {
  return dress(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

/** @param {Element} e @param {Record<string, any>} attributes @param {(Node | string)[]} children */
function dress(e, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') e.addEventListener(key.slice(2), value);
    else if (value !== false && value != null) e.setAttribute(key, value === true ? '' : String(value));
  }
  e.append(...children);
  return e;
}

/**
 * write gives an element a text, and touches it only if that differs. A text that
 * stands there alone stays and gets other words: it need not be styled again.
 * @param {Element} e @param {string} text
 */
export function write(e, text) {
  const only = e.firstChild;
  if (only instanceof Text && !only.nextSibling && text) {
    if (only.data !== text) only.data = text;
  } else if (e.textContent !== text) e.textContent = text;
}

/** mark gives an element an attribute, and touches it only if that differs. @param {Element} e @param {string} name @param {string | number | boolean} value */
export function mark(e, name, value) {
  if (e.getAttribute(name) !== String(value)) e.setAttribute(name, String(value));
}

/** tell fires an event that bubbles. @param {Element} from @param {string} name @param {any} [detail] */
export function tell(from, name, detail) {
  from.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}
