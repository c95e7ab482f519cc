// SPDX-License-Identifier: Apache-2.0
// Sending the message that is looked at, and putting what comes back on the list.
import { known, t } from '../page/words.js';
import { Sender, failedCall } from './send.js';
import { everyFamily } from './families.js';
import { protocolName } from './protocols.js';

/** @typedef {import('./families.js').Families} Families */

const NETLINK_GENERIC = 16;

export class Sending {
  /** @param {HTMLElement} root @param {import('../codec/codec.js').Codec} codec @param {import('./bench.js').Bench} bench */
  constructor(root, codec, bench) {
    this.codec = codec;
    this.bench = bench;
    this.panel = /** @type {import('../run/run.js').NLRun} */ (root.querySelector('nl-run'));
    this.line = /** @type {HTMLElement} */ (root.querySelector('.verdict'));
    this.panel.start.textContent = t('workbench.send');
    this.sender = new Sender(codec, this.panel, data => this.#reply(data), (events, end) => this.#ended(events, end));
    /** @type {Uint8Array[]} */
    this.waiting = [];
    this.panel.addEventListener('nl-run', () => this.#send());
  }

  /** show says whether there is something to send. @param {import('./bench.js').Item | undefined} item */
  show(item) { this.panel.start.disabled = !item; }

  #send() {
    const item = this.bench.item;
    if (!item) return;
    this.protocol = this.bench.options(item).protocol;
    this.count = 0;
    this.#verdict('', true);
    this.sender.send(item.bytes, this.protocol);
  }

  /** askFamilies lets a kernel say which ids its generic families have. @param {Families} families @returns {Promise<number>} how many it has */
  askFamilies(families) {
    return new Promise(done => {
      /** @type {import('../codec/table.js').Found[]} */
      const found = [];
      const sender = new Sender(this.codec, this.panel, data => {
        for (const m of this.codec.readSource(data).messages) found.push({ ...m, protocol: NETLINK_GENERIC });
      }, () => {
        sender.end();
        families.learn(found);
        done(families.known.size);
      });
      const { bytes } = this.codec.build(everyFamily);
      if (!sender.send(bytes, NETLINK_GENERIC)) {
        sender.end();
        done(0);
      }
    });
  }

  #verdict(/** @type {string} */ text, /** @type {boolean} */ good) {
    this.line.textContent = text && `${good ? '✓ ' : '✕ '}${text}`;
    this.line.classList.toggle('bad', !good);
  }

  #reply(/** @type {Uint8Array} */ data) {
    if (this.waiting.push(data) > 1) return;
    requestAnimationFrame(() => this.#flush());
  }

  /** A dump comes in hundreds of datagrams; the list is drawn once a frame. */
  #flush() {
    const time = BigInt(Date.now()) * 1_000_000n;
    const found = this.waiting.splice(0).flatMap((data, i) => {
      const { messages } = this.codec.readSource(data);
      const parts = messages.length ? messages.map(m => m.bytes) : [data];
      return parts.map(bytes => ({ bytes, protocol: this.protocol ?? 0, direction: 2, packet: -this.sender.number * 1000 - (this.count ?? 0) - i, time }));
    });
    const first = !this.count;
    this.count = (this.count ?? 0) + found.length;
    this.bench.add(found, `run ${this.sender.number}`, first);
  }

  #ended(/** @type {any[]} */ events, /** @type {string} */ end) {
    if (this.waiting.length) this.#flush();
    if (!events.length) return; // the server refused, and the panel says why
    const failed = failedCall(events);
    if (failed) this.#verdict(t('workbench.failed', { name: failed.name, errno: failed.errno, protocol: protocolName(this.protocol ?? 0) }), false);
    else if (this.count) this.#verdict(t('workbench.replies', { n: this.count }), true);
    else this.#verdict(t('workbench.silence'), true);
    if (end !== 'done' && known(`end.${end}`)) this.panel.say(t(`end.${end}`), end === 'stopped' ? '' : 'bad');
  }
}
