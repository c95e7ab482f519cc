// SPDX-License-Identifier: Apache-2.0
import { svg } from '../dom.js';
import { headerSize } from '../message.js';
import { t } from '../page/words.js';

/** Lengths are written for a root of 16 px and follow it when it grows. */
const rem = (/** @type {number} */ px) => `${px / 16}rem`;
const align = (/** @type {number} */ n) => (n + 3) & ~3;

/**
 * <nl-measure> shows what NLMSG_LENGTH and NLMSG_SPACE count: the header, the
 * payload, and the padding that only SPACE has (include/uapi/linux/netlink.h).
 */
export class NLMeasure extends HTMLElement {
  /** show draws the measure of a message. @param {number} length of the message in bytes, header included */
  show(length) {
    if (length === this.length) return;
    this.length = length;
    const payload = Math.max(0, length - headerSize);
    const space = headerSize + align(payload);
    const text = t('lab.measure', { p: payload, l: headerSize + payload, s: space });
    this.replaceChildren(draw(payload, space, text));
  }
}

/** @param {number} payload @param {number} space @param {string} text */
function draw(payload, space, text) {
  // The payload is drawn to scale up to 32 bytes; a longer one would hide the padding.
  const shown = Math.min(payload, 32);
  const pad = space - headerSize - payload;
  const unit = 100 / (headerSize + shown + pad);
  const x = { h: headerSize * unit, p: (headerSize + shown) * unit, s: 100 };
  const box = (/** @type {number} */ from, /** @type {number} */ to, /** @type {string} */ cls, /** @type {string} */ label) => (to - from < 0.1 ? [] : [
    svg('rect', { x: `${from}%`, y: rem(22), width: `${to - from}%`, height: rem(18), class: `part ${cls}` }),
    ...(to - from > 9 ? [svg('text', { x: `${(from + to) / 2}%`, y: rem(35), class: 'label' }, label)] : []),
  ]);
  // LENGTH is measured above the boxes and named at their left, SPACE below and at their right.
  const bracket = (/** @type {number} */ to, /** @type {number} */ y, /** @type {number} */ tick) => [
    svg('line', { x1: 0, x2: `${to}%`, y1: rem(y), y2: rem(y), class: 'bracket' }),
    svg('line', { x1: 0.5, x2: 0.5, y1: rem(y), y2: rem(y + tick), class: 'bracket' }),
    svg('line', { x1: `${to - 0.15}%`, x2: `${to - 0.15}%`, y1: rem(y), y2: rem(y + tick), class: 'bracket' }),
  ];
  return svg('svg', { class: 'measure', width: '100%', height: rem(48), role: 'img', 'aria-label': text },
    svg('title', {}, text),
    ...box(0, x.h, 'header', `${t('lab.measure.header')} ${headerSize}`),
    ...box(x.h, x.p, 'payload', `${t('lab.measure.payload')} ${payload}`),
    ...box(x.p, x.s, 'padding', `+${pad}`),
    ...bracket(x.p, 16, 6), ...bracket(x.s, 46, -6),
    svg('text', { x: 0, y: rem(11), class: 'name' }, `NLMSG_LENGTH(${payload}) = ${headerSize + payload}`),
    svg('text', { x: '100%', y: rem(11), class: 'name end' }, `NLMSG_SPACE(${payload}) = ${space}`));
}
