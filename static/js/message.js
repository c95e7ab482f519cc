// SPDX-License-Identifier: Apache-2.0
// The message that a lab edits: bytes, how they read, and what was typed kept
// for as long as the tab lives.
import { fromHex, toHex } from './hex.js';

/** @typedef {import('./codec/codec.js').Codec} Codec */
/** @typedef {import('./codec/codec.js').Tree} Tree */
/** @typedef {{getItem(key: string): string | null, setItem(key: string, value: string): void, removeItem(key: string): void}} Store */

/** What the fields of nlmsghdr take, in bytes. */
export const headerSize = 16;

/** The most bytes that one send takes (wasm/labproto/limits.go: MaxData). */
export const most = 64 << 10;

/** TooLarge is a message that could not be sent. */
export class TooLarge extends Error {
  code = 'too-large';
}

export class Message {
  /**
   * @param {Codec} codec
   * @param {{id: string, protocol: number, hex: string}} lab
   * @param {Store} store
   */
  constructor(codec, lab, store) {
    this.codec = codec;
    this.protocol = lab.protocol;
    this.first = fromHex(lab.hex);
    this.key = `lab:${lab.id}`;
    this.store = store;
    const [hex, order, auto] = store.getItem(this.key)?.split(',') ?? [lab.hex];
    this.bigEndian = order === 'big';
    /** @type {Uint8Array} */ this.bytes = fromHex(hex);
    this.#read();
    /** True while nlmsg_len follows the number of bytes. */
    this.autoLength = auto === undefined ? this.#lengthIsRight() : auto === 'auto';
  }

  get edited() { return this.bytes.length !== this.first.length || this.bytes.some((b, i) => b !== this.first[i]); }

  #options() { return { protocol: this.protocol, bigEndian: this.bigEndian }; }

  #read() {
    /** @type {Tree} */
    this.tree = this.codec.decode(this.bytes, this.#options());
  }

  #lengthIsRight() {
    const n = this.lengthNode;
    return n >= 0 && Number(this.tree.nodes[n].value) === this.bytes.length;
  }

  /** The node of the first message's nlmsg_len, or -1. */
  get lengthNode() { return this.tree.nodes.findIndex(n => n.name === 'nlmsg_len'); }

  /** set replaces the bytes; it throws TooLarge. @param {Uint8Array} bytes @param {{resized?: boolean, at?: number, whole?: boolean}} [how] what changed: one byte, their number, or all of them */
  set(bytes, how = {}) {
    if (bytes.length > most) throw new TooLarge();
    const byHand = how.whole || (!how.resized && how.at !== undefined && how.at < 4);
    this.bytes = how.resized && !byHand && this.autoLength && this.#isOne() ? this.#measured(bytes) : bytes;
    this.#read();
    if (byHand) this.autoLength = this.#lengthIsRight();
    else if (this.autoLength) this.#fixLength();
  }

  /** setField replaces a node's value; it throws the codec's error. @param {number} node @param {string} text */
  setField(node, text) {
    const at = this.tree.nodes[node].offset;
    const before = this.bytes.length;
    const bytes = this.codec.setField(this.bytes, node, text, this.#options());
    this.set(bytes, { at, resized: bytes.length !== before });
  }

  /** setAuto makes nlmsg_len follow the bytes, or leaves it. @param {boolean} on */
  setAuto(on) {
    this.autoLength = on;
    if (on) this.#fixLength();
  }

  /** Whether the bytes are one message, of the length that it says. */
  #isOne() { return this.tree.nodes[0]?.kind === 'message' && this.tree.nodes[0].length === this.bytes.length && this.#lengthIsRight(); }

  /** What is one message stays one: its nlmsg_len follows before the bytes are read. @param {Uint8Array} bytes */
  #measured(bytes) {
    if (bytes.length < headerSize) return bytes;
    const out = bytes.slice();
    new DataView(out.buffer).setUint32(0, out.length, !this.bigEndian);
    return out;
  }

  #fixLength() {
    const n = this.lengthNode;
    if (n < 0 || this.#lengthIsRight()) return;
    // Only a single message's length is known to be the number of bytes.
    const messages = this.tree.nodes.filter(m => m.kind === 'message' && m.parent < 0);
    if (messages.length > 1) return;
    this.bytes = this.codec.setField(this.bytes, n, String(this.bytes.length), this.#options());
    this.#read();
  }

  /** setOrder writes every number as the other kind of machine has it. @param {boolean} bigEndian */
  setOrder(bigEndian) {
    if (bigEndian === this.bigEndian) return;
    this.bigEndian = bigEndian;
    const bytes = this.bytes.slice();
    for (const n of this.tree.nodes) {
      if (n.kind === 'field' && n.length <= 8) bytes.subarray(n.offset, n.offset + n.length).reverse();
    }
    this.bytes = bytes;
    this.#read();
  }

  /** restore brings the lesson's bytes back. */
  restore() {
    this.bigEndian = false;
    this.bytes = this.first;
    this.#read();
    this.autoLength = this.#lengthIsRight();
  }

  /** keep puts by what differs from the lab's own message, for the next page of the tab. */
  keep() {
    if (this.edited) this.store.setItem(this.key, [toHex(this.bytes), this.bigEndian ? 'big' : 'little', this.autoLength ? 'auto' : 'by-hand'].join(','));
    else this.store.removeItem(this.key);
  }
}
