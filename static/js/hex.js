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
