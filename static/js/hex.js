// SPDX-License-Identifier: Apache-2.0

const digits = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

/** hexByte is a byte as two digits. @param {number} b */
export const hexByte = b => digits[b];

/** toHex is bytes as digits. @param {Uint8Array} bytes */
export const toHex = bytes => Array.from(bytes, hexByte).join('');

/** fromHex reads digits, with spaces between them or not. @param {string} text */
export function fromHex(text) {
  const tight = text.replace(/\s+/g, '');
  const bytes = new Uint8Array(tight.length >> 1);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(tight.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/**
 * readHex reads what people paste: digits with or without spaces, commas, colons,
 * 0x or \\x. It throws a BadHex for anything else.
 * @param {string} text
 */
export function readHex(text) {
  const tight = text.replace(/0x|\\x/gi, m => ' '.repeat(m.length));
  const odd = /[^0-9a-f\s,;:]/i.exec(tight);
  if (odd) throw new BadHex(odd[0], odd.index);
  const pairs = tight.split(/[\s,;:]+/).filter(Boolean);
  const short = pairs.find(p => p.length % 2);
  if (short) throw new BadHex(short, tight.indexOf(short));
  return fromHex(pairs.join(''));
}

/** BadHex tells what is no byte in hex, and where. */
export class BadHex extends Error {
  /** @param {string} what @param {number} at */
  constructor(what, at) {
    super(`${what} at ${at}`);
    this.what = what;
    this.at = at;
  }
}
