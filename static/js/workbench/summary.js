// SPDX-License-Identifier: Apache-2.0
// What the list says of a message. It is worked out when its row comes into
// view, and kept.
import { t } from '../page/words.js';

/** @typedef {import('../codec/codec.js').Codec} Codec */
/** @typedef {import('../codec/codec.js').Summary} Summary */

export class Summaries {
  /** @param {Codec} codec @param {import('./bench.js').Bench} bench */
  constructor(codec, bench) {
    this.codec = codec;
    this.bench = bench;
    /** Counts up when the codec learns something, after which all reads differently. */
    this.learnt = 0;
    /** @type {WeakMap<object, {how: string, summary: Summary}>} */
    this.known = new WeakMap();
  }

  /** of gives a message's summary. @param {import('./bench.js').Item} item */
  of(item) {
    const o = this.bench.options(item);
    const how = `${o.protocol}/${o.bigEndian}/${this.learnt}`;
    const old = this.known.get(item);
    if (old?.how === how) return old.summary;
    const summary = this.codec.summary(item.bytes, o);
    summary.name ||= t('kind.gap');
    this.known.set(item, { how, summary });
    return summary;
  }
}
