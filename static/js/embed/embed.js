// SPDX-License-Identifier: Apache-2.0
import { codec } from '../lab/shared.js';
import { t } from '../page/words.js';
import { titleOf } from '../views/label.js';
import { Detail } from '../workbench/detail.js';
import { fromFragment, toFragment } from '../workbench/link.js';

/**
 * <nl-embed> shows the message in the page's address: #hex=…&protocol=… or the
 * #m=… of a link from the workbench; theme=light or dark beside it.
 *
 * The page around hears how high it is: a message {netlinklab: "height", height}
 * in pixels.
 */
export class NLEmbed extends HTMLElement {
  connectedCallback() {
    if (this.said) return;
    this.said = /** @type {HTMLElement} */ (this.querySelector('.said'));
    this.way = /** @type {HTMLAnchorElement} */ (this.querySelector('.open'));
    this.#theme();
    codec().then(async c => {
      this.codec = c;
      this.detail = new Detail(this);
      await this.#show();
      addEventListener('hashchange', () => {
        this.#theme();
        void this.#show();
      });
      this.setAttribute('ready', '');
    }, () => this.#say(t('workbench.broken')));
    if (parent !== window) new ResizeObserver(() => parent.postMessage({ netlinklab: 'height', height: Math.ceil(document.body.getBoundingClientRect().height) }, '*')).observe(document.body);
  }

  #theme() {
    const theme = new URLSearchParams(location.hash.slice(1)).get('theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  }

  #say(/** @type {string} */ text) {
    if (!this.said) return;
    this.said.textContent = text;
    /** @type {HTMLElement} */ (this.querySelector('.one')).hidden = true;
  }

  async #show() {
    let found;
    try {
      found = await fromFragment(location.hash);
    } catch {
      this.#say(t('embed.broken'));
      return;
    }
    const first = found?.[0];
    if (!first || !this.codec || !this.detail || !this.said || !this.way) {
      this.#say(t('embed.empty'));
      return;
    }
    const tree = this.codec.decode(first.bytes, { protocol: Math.max(0, first.protocol) });
    /** @type {HTMLElement} */ (this.querySelector('.one')).hidden = false;
    this.said.textContent = `${titleOf(tree)} · ${t('workbench.bytes', { n: first.bytes.length })}`;
    this.detail.show(first.bytes, tree, false, true);
    const url = new URL(this.way.href);
    url.hash = await toFragment([first]);
    this.way.href = url.href;
  }
}
