// SPDX-License-Identifier: Apache-2.0
// Messages in an address's fragment, which browsers do not send to a server:
// the table of messages, deflated (RFC 1951), in base64url (RFC 4648).
import { fromHex } from '../hex.js';
import { readTable, writeTable } from '../codec/table.js';

/** @typedef {import('../codec/table.js').Found} Found */

/** The longest fragment that is made, in characters; mail programs and chats cut longer ones. */
export const longestLink = 16_000;

/** How much a fragment may unfold to, in bytes: what somebody sends must not fill the memory. */
const mostUnfolded = 4 << 20;

/** toFragment packs messages. @param {Found[]} messages @returns {Promise<string>} */
export async function toFragment(messages) {
  const packed = await through(writeTable(messages), new CompressionStream('deflate-raw'), Infinity);
  let text = '';
  for (const b of packed) text += String.fromCharCode(b);
  return `m=${btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`;
}

/**
 * fromFragment unpacks them, or the one message that people write by hand as
 * hex=…&protocol=…; null if the fragment holds no messages. A broken one throws.
 * @param {string} fragment with or without # @returns {Promise<Found[] | null>}
 */
export async function fromFragment(fragment) {
  const parts = new URLSearchParams(fragment.replace(/^#/, ''));
  const hex = parts.get('hex')?.replace(/\s+/g, '');
  if (hex) {
    if (hex.length % 2 || !/^[0-9a-f]*$/i.test(hex)) throw new SyntaxError('no hex digits');
    const number = Number(parts.get('protocol') ?? '-1');
    const protocol = Number.isInteger(number) && number >= 0 && number < 32 ? number : -1;
    return [{ bytes: fromHex(hex), protocol, direction: 1, packet: 0, time: 0n }];
  }
  const text = parts.get('m');
  if (!text) return null;
  const packed = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), c => c.charCodeAt(0));
  const table = await through(packed, new DecompressionStream('deflate-raw'), mostUnfolded);
  return readTable(table);
}

/** @param {Uint8Array} bytes @param {CompressionStream | DecompressionStream} stream @param {number} most */
async function through(bytes, stream, most) {
  const reader = new Blob([/** @type {BlobPart} */ (bytes)]).stream().pipeThrough(stream).getReader();
  /** @type {Uint8Array[]} */
  const parts = [];
  let n = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    n += value.length;
    if (n > most) {
      await reader.cancel();
      throw new RangeError('the link unfolds to more than a link may hold');
    }
    parts.push(value);
  }
  const all = new Uint8Array(n);
  let at = 0;
  for (const p of parts) {
    all.set(p, at);
    at += p.length;
  }
  return all;
}
