// SPDX-License-Identifier: Apache-2.0
// <netlink-bytes hex="…" protocol="0"> for pages anywhere: a frame of the site
// that this script came from, as high as what is in it. Further attributes:
// message (what follows #m= in a link from the workbench), lang (en or zh), and
// theme (light or dark).
const site = new URL('.', import.meta.url);

class NetlinkBytes extends HTMLElement {
  static observedAttributes = ['hex', 'protocol', 'message', 'theme', 'lang'];

  connectedCallback() {
    if (!this.frame) {
      this.frame = document.createElement('iframe');
      this.frame.title = this.getAttribute('label') ?? 'Netlink message';
      this.frame.loading = 'lazy';
      Object.assign(this.frame.style, { display: 'block', width: '100%', height: '24rem', border: '0', colorScheme: 'normal' });
      this.attachShadow({ mode: 'open' }).append(this.frame);
      if (!this.style.display) this.style.display = 'block';
    }
    this.hear = (/** @type {MessageEvent} */ e) => {
      if (e.source !== this.frame?.contentWindow || e.data?.netlinklab !== 'height') return;
      const height = Number(e.data.height);
      if (height > 0 && height < 20_000) this.frame.style.height = `${height}px`;
    };
    addEventListener('message', this.hear);
    this.show();
  }

  disconnectedCallback() {
    if (this.hear) removeEventListener('message', this.hear);
  }

  attributeChangedCallback() { this.show(); }

  show() {
    if (!this.frame) return;
    const parts = new URLSearchParams();
    for (const [name, key] of [['hex', 'hex'], ['protocol', 'protocol'], ['message', 'm'], ['theme', 'theme']]) {
      const value = this.getAttribute(name);
      if (value) parts.set(key, key === 'hex' ? value.replace(/\s+/g, '') : value);
    }
    const lang = (this.getAttribute('lang') ?? document.documentElement.lang).toLowerCase().startsWith('zh') ? 'zh' : 'en';
    const url = new URL(`${lang}/embed`, site);
    url.hash = parts.toString();
    if (this.frame.src !== url.href) this.frame.src = url.href;
  }
}

if (!customElements.get('netlink-bytes')) customElements.define('netlink-bytes', NetlinkBytes);
