// SPDX-License-Identifier: Apache-2.0
// The codec in WebAssembly, as plain functions. See wasm/bridge_js.go for the
// other side: bytes go into one buffer, an answer is read from another.
import './go.js';
import { readTable, writeTable } from './table.js';

/**
 * @typedef {object} Node
 * @property {number} parent   position of the node that this one is part of, or -1
 * @property {number} depth
 * @property {number} offset   in bytes
 * @property {number} length   in bytes
 * @property {string} kind     message, header, attr, field, payload, padding or gap
 * @property {string} name
 * @property {string} ctype
 * @property {string} tag      one letter, or ''
 * @property {boolean} leaf
 * @property {string} value
 * @property {number} [enum]   what names the value: describeEnum has its choices
 * @property {number} [set]    what numbers the attributes inside: describeSet has them
 */
/** @typedef {{code: string, offset: number, length: number, node: number}} Problem */
/** @typedef {{nodes: Node[], problems: Problem[]}} Tree */
/** @typedef {{protocol: number, bigEndian?: boolean, direction?: number}} Options direction is 1 for sent by a program, 2 for received */
/** @typedef {{type: string, seq?: number, body: any}} Frame */

/** @typedef {import('./table.js').Found} Found */
/** @typedef {{form: string, others: number, problems: {line: number, column: number, code: string, text: string}[], messages: Found[]}} Source */
/** @typedef {{name: string, flags: string, problems: number, gist: string}} Summary name is '' for what is no message */
/** @typedef {'c-program' | 'go-program' | 'c' | 'go' | 'hex' | 'hexdump' | 'base64'} Form */

/** @typedef {{part: string, name: string, type: number, flags?: number, header?: number, set?: number, attrs: number[]}} Part */
/** @typedef {{op: string, generic?: string, protocol: number, set?: number, admin?: boolean, parts: Part[]}} Operation */
/** @typedef {{name: string, number: number, kind: string, element?: string, size?: number, enum?: number, bits?: boolean, big?: boolean,
 *   multi?: boolean, required?: boolean, sequence?: boolean, set?: number, levels?: number, layout?: number, selector?: string,
 *   formats?: {value: string, layout?: number, set?: number}[]}} Attribute */
/** @typedef {{set: number, attributes: Attribute[]}} AttributeSet */
/** @typedef {{name: string, offset: number, size: number, count: number, kind: string, enum?: number, bits?: boolean, big?: boolean, layout?: number}} Member */
/** @typedef {{layout: number, name: string, size: number, members: Member[]}} Layout */

/** The forms of takeAway, in the order of wasm/intake_js.go. @type {Form[]} */
const forms = ['c-program', 'go-program', 'c', 'go', 'hex', 'hexdump', 'base64'];

/** CodecError is an input that the codec refuses: a code, a place, a sentence. */
export class CodecError extends Error {
  /** @param {{code: string, path?: string, text: string}} e */
  constructor(e) {
    super(e.text);
    this.code = e.code;
    this.path = e.path ?? '';
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class Codec {
  /** @param {any} exports the instance's exports */
  constructor(exports) {
    this.x = exports;
  }

  /** put writes parts one after the other into the input buffer. */
  #put(/** @type {Uint8Array[]} */ ...parts) {
    let n = 0;
    for (const p of parts) n += p.length;
    let at = this.x.input(n) >>> 0;
    const memory = new Uint8Array(this.x.mem?.buffer ?? this.x.memory.buffer);
    for (const p of parts) {
      memory.set(p, at);
      at += p.length;
    }
  }

  /** take reads the result of a call, or throws what it reports. */
  #take(/** @type {number} */ n) {
    const at = this.x.output() >>> 0;
    const bytes = new Uint8Array((this.x.mem ?? this.x.memory).buffer, at, Math.abs(n)).slice();
    if (n < 0) throw new CodecError(JSON.parse(decoder.decode(bytes)));
    return bytes;
  }

  /** @param {Uint8Array} bytes @param {Options} o @returns {Tree} */
  decode(bytes, o) {
    this.#put(bytes);
    return JSON.parse(decoder.decode(this.#take(this.x.decode(bytes.length, o.protocol, o.bigEndian ? 1 : 0, o.direction ?? 0))));
  }

  /** setField gives the bytes with a node's value replaced; it throws a CodecError. */
  setField(/** @type {Uint8Array} */ bytes, /** @type {number} */ node, /** @type {string} */ text, /** @type {Options} */ o) {
    const t = encoder.encode(text);
    this.#put(bytes, t);
    return this.#take(this.x.setField(bytes.length, t.length, o.protocol, o.bigEndian ? 1 : 0, node, o.direction ?? 0));
  }

  /** @param {Uint8Array} bytes @returns {Frame} */
  frame(bytes) {
    this.#put(bytes);
    return JSON.parse(decoder.decode(this.#take(this.x.readFrame(bytes.length))));
  }

  /** @param {{token: string, session?: string, last?: number}} h */
  helloFrame(h) {
    const token = encoder.encode(h.token);
    const session = encoder.encode(h.session ?? '');
    this.#put(token, session);
    return this.#take(this.x.helloFrame(token.length, session.length, h.last ?? 0));
  }

  /** runFrame asks for a run of a program; a bad program throws with its place. */
  runFrame(/** @type {number} */ id, /** @type {object} */ program) {
    const text = encoder.encode(JSON.stringify(program));
    this.#put(text);
    return this.#take(this.x.runFrame(text.length, id));
  }

  /**
   * inputFrame types bytes into the program of a run's step, at most 4096 at a
   * time. @param {number} run @param {number} step position in the program's steps
   * @param {Uint8Array} bytes @param {boolean} [eof] nothing more follows
   */
  inputFrame(run, step, bytes, eof = false) {
    this.#put(bytes);
    return this.#take(this.x.inputFrame(bytes.length, run, step, eof ? 1 : 0));
  }

  /**
   * check judges a run: the positions of the rules that it does not keep.
   * @param {string[]} rules @param {{program: object, events: object[]}} run @returns {number[]}
   */
  check(rules, run) {
    const lines = encoder.encode(rules.join('\n'));
    const text = encoder.encode(JSON.stringify(run));
    this.#put(lines, text);
    return JSON.parse(decoder.decode(this.#take(this.x.checkRun(lines.length, text.length))));
  }

  // The following are the workbench's: the lessons' build of the codec has none.

  /** readSource finds the messages in a file or a text. @param {Uint8Array} bytes @returns {Source} */
  readSource(bytes) {
    this.#put(bytes);
    const table = this.#take(this.x.readSource(bytes.length));
    const notes = JSON.parse(decoder.decode(this.#take(this.x.sourceNotes())));
    return { ...notes, messages: readTable(table) };
  }

  /** summary says of a message what a list does. @param {Uint8Array} bytes @param {Options} o @returns {Summary} */
  summary(bytes, o) {
    this.#put(bytes);
    return JSON.parse(decoder.decode(this.#take(this.x.summary(bytes.length, o.protocol, o.bigEndian ? 1 : 0, o.direction ?? 0))));
  }

  /** takeAway writes a message as text. @param {Uint8Array} bytes @param {Options} o @param {Form} form */
  takeAway(bytes, o, form) {
    this.#put(bytes);
    return decoder.decode(this.#take(this.x.takeAway(bytes.length, o.protocol, o.bigEndian ? 1 : 0, forms.indexOf(form))));
  }

  /** capture makes a pcap file. @param {Found[]} messages */
  capture(messages) {
    const table = writeTable(messages);
    this.#put(table);
    return this.#take(this.x.capture(table.length));
  }

  /** setGeneric says which ids a kernel gave its generic families. @param {{id: number, name: string}[]} families */
  setGeneric(families) {
    const lines = encoder.encode(families.map(f => `${f.id} ${f.name}`).join('\n'));
    this.#put(lines);
    this.x.setGeneric(lines.length);
  }

  /**
   * build makes messages of a document (wasm/nlbuild says how one looks); it
   * throws a CodecError with the place of what is wrong.
   * @param {object | string} document as JSON if it is a text @param {{bigEndian?: boolean}} [o] @returns {{bytes: Uint8Array, protocol: number}}
   */
  build(document, o = {}) {
    const text = encoder.encode(typeof document === 'string' ? document : JSON.stringify(document));
    this.#put(text);
    const bytes = this.#take(this.x.build(text.length, o.bigEndian ? 1 : 0));
    return { bytes, protocol: this.x.builtProtocol() };
  }

  /** document describes messages, so that build makes them again. @param {Uint8Array} bytes @param {Options} o @returns {any} */
  document(bytes, o) {
    this.#put(bytes);
    return JSON.parse(decoder.decode(this.#take(this.x.document(bytes.length, o.protocol, o.bigEndian ? 1 : 0, o.direction ?? 0))));
  }

  #describe(/** @type {number} */ what, /** @type {number} */ id) {
    return JSON.parse(decoder.decode(this.#take(this.x.describe(what, id))));
  }

  /** operations lists what can be built. @returns {{family: string, generic?: string, protocol: number, operations: {id: number, name: string}[]}[]} */
  operations() { return this.#describe(0, 0); }

  /** describeOperation says what a form for an operation holds. @param {number} id @returns {Operation} */
  describeOperation(id) { return this.#describe(1, id); }

  /** describeSet gives the attributes that a message or a nest may have. @param {number} id @returns {AttributeSet} */
  describeSet(id) { return this.#describe(2, id); }

  /** describeLayout gives a struct's members. @param {number} id @returns {Layout} */
  describeLayout(id) { return this.#describe(3, id); }

  /** describeEnum gives the names of values. @param {number} id @returns {{enum: number, flags?: boolean, values: [string, string][]}} */
  describeEnum(id) { return this.#describe(4, id); }

  stopFrame() { return this.#take(this.x.bareFrame(5)); }
  resetFrame() { return this.#take(this.x.bareFrame(6)); }
}

/** start runs a compiled codec. @param {WebAssembly.Module} module */
export async function start(module) {
  const go = new /** @type {any} */ (globalThis).Go();
  const instance = await WebAssembly.instantiate(module, go.importObject);
  void go.run(instance); // it runs until main waits, and never ends
  return new Codec(instance.exports);
}

/** loadCodec fetches and starts the codec. @param {string} url */
export async function loadCodec(url) {
  return start(await WebAssembly.compileStreaming(fetch(url)));
}
