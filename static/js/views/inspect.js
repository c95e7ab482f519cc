// SPDX-License-Identifier: Apache-2.0
import { make } from '../dom.js';
import { fromHex } from '../hex.js';
import { t } from '../page/words.js';
import { explain, inOneLine } from './explain.js';
import { labelOf, titleOf } from './label.js';

/** @typedef {import('../codec/codec.js').Codec} Codec */

/** <nl-inspect> shows a message of the timeline, byte by byte; Escape closes it. */
export class NLInspect extends HTMLElement {
  /**
   * show opens it. Opened by a key it takes the focus, and gives it back when it closes.
   * @param {Codec} codec @param {{protocol: number}} options @param {any} event @param {(() => void) | null} back
   */
  show(codec, options, event, back) {
    const bytes = fromHex(event.data ?? '');
    const tree = codec.decode(bytes, options);
    const name = titleOf(tree);
    const view = /** @type {import('../bytes/bytes.js').NLBytes} */ (make('nl-bytes', { readonly: true }));
    const line = make('p', { class: 'explain quiet' }, tree.nodes.filter(n => n.leaf && n.value).map(n => `${labelOf(n)} = ${n.value}`).join(' · '));
    const first = line.textContent;
    const say = (/** @type {number} */ node) => {
      view.light(node);
      const said = explain(tree, node, false);
      line.textContent = said ? inOneLine(said) : first;
    };
    const shut = () => {
      this.replaceChildren();
      back?.();
    };
    const close = make('button', { type: 'button', class: 'plain', onclick: shut }, t('lab.inspect.close'));
    this.replaceChildren(make('section', { class: 'inspect', 'aria-label': t('lab.inspect', { name, n: bytes.length }), onkeydown: (/** @type {KeyboardEvent} */ e) => e.key === 'Escape' && shut() },
      make('div', { class: 'inspect-head' }, make('h4', {}, t('lab.inspect', { name, n: bytes.length })), close), view, line));
    view.view.setAttribute('aria-label', t('lab.bytes'));
    view.show(bytes, tree);
    // Only what was picked is spoken: the pointer passes over too much.
    view.addEventListener('nl-pick', e => {
      line.setAttribute('aria-live', 'polite');
      say(/** @type {CustomEvent} */ (e).detail.node);
    });
    view.addEventListener('pointerover', e => {
      line.removeAttribute('aria-live');
      say(Number(/** @type {HTMLElement} */ (e.target).dataset?.node ?? -1));
    });
    view.addEventListener('pointerleave', () => say(-1));
    if (back) view.view.focus();
    this.scrollIntoView({ block: 'nearest' });
  }
}
