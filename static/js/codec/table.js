// SPDX-License-Identifier: Apache-2.0
// The table of messages that goes between the page and the codec; its layout is
// that of wasm/intake/wire.go.

/**
 * @typedef {object} Found
 * @property {Uint8Array} bytes
 * @property {number} protocol   -1 if it is not known
 * @property {number} direction  0 unknown, 1 sent by a program, 2 received by one
 * @property {number} packet     which datagram it was in
 * @property {bigint} time       nanoseconds since 1970, 0n if not known
 */

const rowSize = 32;

/**
 * readTable takes a table apart; the messages share its memory. One that does
 * not hold together, as a link may carry, is a RangeError.
 * @param {Uint8Array} b @returns {Found[]}
 */
export function readTable(b) {
  const view = new DataView(b.buffer, b.byteOffset, b.byteLength);
  const n = view.getUint32(0, true);
  const data = 4 + n * rowSize;
  if (data > b.length) throw new RangeError(`a table of ${n} messages has only ${b.length} bytes`);
  return Array.from({ length: n }, (_, i) => {
    const row = 4 + i * rowSize;
    const u32 = (/** @type {number} */ at) => view.getUint32(row + at, true);
    const start = data + u32(0);
    if (start + u32(4) > b.length) throw new RangeError(`message ${i + 1} reaches past the table's end`);
    return {
      bytes: b.subarray(start, start + u32(4)), protocol: view.getInt32(row + 8, true),
      direction: u32(12), packet: u32(16), time: view.getBigUint64(row + 24, true),
    };
  });
}

/** writeTable makes one. @param {Found[]} messages */
export function writeTable(messages) {
  const rows = 4 + messages.length * rowSize;
  const b = new Uint8Array(messages.reduce((n, m) => n + m.bytes.length, rows));
  const view = new DataView(b.buffer);
  view.setUint32(0, messages.length, true);
  let offset = 0;
  messages.forEach((m, i) => {
    const row = 4 + i * rowSize;
    view.setUint32(row, offset, true);
    view.setUint32(row + 4, m.bytes.length, true);
    view.setInt32(row + 8, m.protocol, true);
    view.setUint32(row + 12, m.direction, true);
    view.setUint32(row + 16, m.packet, true);
    view.setBigUint64(row + 24, m.time, true);
    b.set(m.bytes, rows + offset);
    offset += m.bytes.length;
  });
  return b;
}
