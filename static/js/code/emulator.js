// SPDX-License-Identifier: Apache-2.0
// xterm.js, under a policy that forbids style elements and style attributes: it
// makes its elements through a document that gives it constructed sheets and
// style properties in their place, which the policy allows.
import { Terminal } from '@xterm/xterm';
import sheet from '@xterm/xterm/css/xterm.css';

/** The guest's terminals are this wide (the agent's pty); fewer rows are shown, the others scroll. */
const columns = 80;
const rows = 14;

/** adopt makes a sheet of the document's. @param {string} [text] */
function adopt(text = '') {
  const styles = new CSSStyleSheet();
  styles.replaceSync(text);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, styles];
  return styles;
}

let dressed = false;

/** made makes what xterm asks for, so that the policy has nothing against it. @param {typeof document.createElement} create */
const made = create => (/** @type {string} */ name) => {
  if (name === 'style') {
    const styles = adopt();
    const stand = create.call(document, 'span');
    stand.hidden = true;
    Object.defineProperty(stand, 'textContent', { set: text => styles.replaceSync(text) });
    return stand;
  }
  const e = create.call(document, name);
  const set = e.setAttribute.bind(e);
  e.setAttribute = (/** @type {string} */ key, /** @type {string} */ value) => (key === 'style' ? void (e.style.cssText = value) : set(key, value));
  return e;
};

/**
 * plainly does something while the document itself makes elements so: xterm takes
 * one style element from there, whatever document it is given.
 * @param {() => void} act
 */
function plainly(act) {
  Object.defineProperty(document, 'createElement', { value: made(Document.prototype.createElement), configurable: true });
  try {
    act();
  } finally {
    delete (/** @type {any} */ (document).createElement);
  }
}

const allowed = () => new Proxy(document, {
  get(target, key) {
    if (key === 'createElement') return made(Document.prototype.createElement);
    const value = Reflect.get(target, key, target);
    return typeof value === 'function' ? value.bind(target) : value;
  },
});

/**
 * coarse gives colours by red, green and blue as the nearest of the 256 (ECMA-48
 * SGR 38;5 and 48;5): for others xterm writes style attributes.
 * @param {string} text
 */
const coarse = text => text.replace(/\x1b\[[\d;:]*m/g, sequence => sequence.replace(/([345]8)[;:]2[;:](\d+)[;:](\d+)[;:](\d+)/g,
  (_, what, r, g, b) => `${what};5;${16 + 36 * fifth(r) + 6 * fifth(g) + fifth(b)}`));

/** fifth is a channel's place in the colour cube. @param {string} value of 255 */
const fifth = value => Math.round(Math.min(255, Number(value)) / 51);

/** colours are the page's, as they are now. */
function colours() {
  const probe = document.createElement('span');
  document.body.append(probe);
  const of = (/** @type {string} */ name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const theme = { background: of('--paper'), foreground: of('--ink'), cursor: of('--ink'), cursorAccent: of('--paper'), red: of('--warn'), green: of('--ok'), selectionBackground: of('--paper-3') };
  probe.remove();
  return theme;
}

/**
 * openTerminal puts a terminal into an element.
 * @param {HTMLElement} host @param {(bytes: Uint8Array) => void} typed @param {string} label
 */
export function openTerminal(host, typed, label) {
  if (!dressed) adopt(sheet);
  dressed = true;
  const term = new Terminal({
    cols: columns, rows, convertEol: true, disableStdin: true, scrollback: 5000, screenReaderMode: true, theme: colours(),
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
    fontSize: 13 * (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16), documentOverride: /** @type {any} */ (allowed()),
  });
  const encoder = new TextEncoder();
  let live = false;
  let escaped = false;
  term.attachCustomKeyEventHandler(e => {
    if (e.type !== 'keydown' || e.key === 'Shift') return true;
    const leave = e.key === 'Tab' && (escaped || !live);
    escaped = e.key === 'Escape';
    return !leave;
  });
  term.onData(data => { if (live) typed(encoder.encode(data)); });
  plainly(() => term.open(host));
  term.textarea?.setAttribute('aria-label', label);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { term.options.theme = colours(); });
  new MutationObserver(() => { term.options.theme = colours(); }).observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return {
    /** @param {string} text @param {boolean} err */
    write(text, err) { term.write(err ? `\x1b[31m${coarse(text)}\x1b[39m` : coarse(text)); },
    clear() { term.reset(); },
    /** @param {boolean} on */
    listen(on) {
      live = on;
      term.options.disableStdin = !on;
      term.options.cursorBlink = on;
    },
    focus() { term.focus(); },
  };
}
