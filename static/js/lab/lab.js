// SPDX-License-Identifier: Apache-2.0
// A lab: one message, its bytes and fields, a run of it, what happened. This
// element knows its parts; the parts know only themselves.
//
//	nl-bytes, nl-fields, nl-tools --events--> nl-lab --show, light--> all of them
//	nl-run --events--> Runner <--frames--> transport
import { AfterFrame } from '../afterframe.js';
import { namer } from '../codec/names.js';
import { headerSize, Message, most } from '../message.js';
import { known, t } from '../page/words.js';
import { explain, inLines, inOneLine } from '../views/explain.js';
import { fieldWords } from '../views/prose.js';
import { codec } from './shared.js';
import { Runner } from './runner.js';

/** @typedef {import('../codec/codec.js').Codec} Codec */

/** <nl-lab> is upgraded in place; `ready` is set once bytes can be edited. */
export class NLLab extends HTMLElement {
  /** The node that is looked at, and the one that stays when the pointer leaves. */
  lit = -1;
  pinned = -1;
  /** What the explaining line says. */
  said = '';
  /** Why what was last typed or pasted changed nothing. */
  trouble = '';
  /** What stands around the bytes and fields, and what the tab keeps: their frame does not wait for it. */
  rest = new AfterFrame();

  connectedCallback() {
    const data = this.querySelector('.lab-data')?.textContent;
    if (!data || this.data) return;
    this.data = JSON.parse(data);
    this.bytes = /** @type {import('../bytes/bytes.js').NLBytes} */ (this.piece('nl-bytes'));
    this.fields = /** @type {import('../fields/fields.js').NLFields} */ (this.piece('nl-fields'));
    this.struct = /** @type {import('../fields/struct.js').NLStruct} */ (this.piece('nl-struct'));
    this.measure = /** @type {import('../fields/measure.js').NLMeasure} */ (this.piece('nl-measure'));
    this.tools = /** @type {import('../run/tools.js').NLTools} */ (this.piece('nl-tools'));
    this.timeline = /** @type {import('../timeline/timeline.js').NLTimeline} */ (this.piece('nl-timeline'));
    this.line = this.piece('.explain');
    this.hint = [...this.line.childNodes];
    this.heard = this.piece('.heard');
    this.timeline.show(this.data.recorded.events);
    this.#listen();
    codec().then(c => this.wake(c), () => this.broken());
  }

  /** piece finds one of the lab's parts. @param {string} selector @returns {any} */
  piece(selector) {
    const e = this.querySelector(selector);
    if (!e) throw new Error(`the lab has no ${selector}`);
    return e;
  }

  broken() {
    this.piece('nl-run').say(t('status.nocodec'), 'bad');
  }

  /** wake makes the lab live. @param {Codec} c */
  wake(c) {
    this.codec = c;
    this.message = new Message(c, this.data, sessionStorage);
    this.runner = new Runner(this, c);
    this.timeline.nameOf = namer(c, () => this.data.protocol);
    this.timeline.soon();
    this.draw();
    addEventListener('pagehide', () => this.rest.waiting && this.message?.keep());
    this.words = fieldWords(new Set([...this.tree.nodes.map(n => n.name).filter(Boolean), 'padding']), name => this.#look(this.#nodeOf(name)));
    this.setAttribute('ready', '');
  }

  get tree() { return this.message?.tree ?? { nodes: [], problems: [] }; }

  /** draw shows the message everywhere, bytes and fields first; each part touches only what changed. */
  draw() {
    const m = this.message;
    if (!m) return;
    this.bytes?.show(m.bytes, m.tree);
    this.fields?.show(m.tree, { auto: m.autoLength, bytes: m.bytes, bigEndian: m.bigEndian });
    this.fields?.light(this.lit);
    this.rest.later(() => this.#around());
  }

  #around() {
    const m = this.message;
    if (!m) return;
    this.tools?.show(m.edited, m.bigEndian);
    if (this.trouble) this.tools?.warn(this.trouble);
    this.measure?.show(Math.max(headerSize, m.bytes.length));
    this.#tell();
    m.keep();
  }

  #listen() {
    /** @type {[string, (detail: any) => void][]} */
    const doings = [
      ['nl-change', d => this.message?.set(d.bytes, d)],
      ['nl-set', d => this.#set(d)],
      ['nl-auto', d => this.message?.setAuto(d.on)],
      ['nl-order', d => this.message?.setOrder(d.big)],
      ['nl-restore', () => this.message?.restore()],
      ['nl-insert', () => this.message && this.bytes?.insert()],
      ['nl-drop', () => this.message && this.bytes?.drop()],
    ];
    for (const [name, act] of doings) {
      this.addEventListener(name, e => {
        if (!this.message) return;
        this.trouble = '';
        try {
          act(/** @type {CustomEvent} */ (e).detail);
        } catch (error) {
          this.trouble = said(error);
        }
        this.draw();
        if (this.trouble) this.tools?.warn(this.trouble);
      });
    }
    this.addEventListener('nl-odd', e => {
      this.trouble = /** @type {CustomEvent} */ (e).detail.text;
      this.tools?.warn(this.trouble);
    });
    this.addEventListener('nl-pick', e => {
      if (inspected(e)) return;
      this.#pin(/** @type {CustomEvent} */ (e).detail.node);
      // A key that changes a byte also goes on to the next one.
      if (!this.rest.waiting) this.#speak();
      else this.rest.later(() => {
        this.#around();
        this.#speak();
      });
    });
    this.addEventListener('focusin', e => {
      const row = /** @type {HTMLElement | null} */ (/** @type {Element} */ (e.target).closest('tr[data-node]'));
      if (row) this.#pin(Number(row.dataset.node));
    });
    this.addEventListener('pointerover', e => {
      if (!inspected(e)) this.#look(this.#nodeAt(/** @type {Element} */ (e.target)));
    });
    this.addEventListener('pointerleave', () => this.#look(-1));
    this.addEventListener('nl-read', e => {
      const node = this.#nodeOf(/** @type {CustomEvent} */ (e).detail.name ?? '');
      if (node >= 0) this.#pin(node);
    });
    this.addEventListener('nl-inspect', e => {
      const { event, back } = /** @type {CustomEvent} */ (e).detail;
      if (this.codec) this.piece('nl-inspect').show(this.codec, { protocol: this.data.protocol }, event, back);
    });
    this.addEventListener('nl-words', () => {
      this.piece('nl-tabs').open(0);
      this.piece('[role=tab]').focus();
    });
  }

  #set(/** @type {{node: number, text: string, error: string}} */ d) {
    try {
      this.message?.setField(d.node, d.text);
    } catch (e) {
      d.error = said(e);
    }
  }

  #nodeAt(/** @type {Element} */ target) {
    const at = /** @type {HTMLElement | null} */ (target.closest('[data-node], [data-name]'));
    if (!at) return -1;
    return at.dataset.node !== undefined ? Number(at.dataset.node) : this.#nodeOf(at.dataset.name ?? '');
  }

  #nodeOf(/** @type {string} */ name) {
    return name ? this.tree.nodes.findIndex(n => n.leaf && (n.name === name || n.kind === name)) : -1;
  }

  #pin(/** @type {number} */ node) {
    this.pinned = node;
    this.#light(node, true);
  }

  /** Only what was picked is spoken: the pointer passes over too much. */
  #speak() {
    if (this.heard && this.heard.textContent !== this.said) this.heard.textContent = this.said;
  }

  #look(/** @type {number} */ node) { this.#light(node < 0 ? this.pinned : node, false); }

  #light(/** @type {number} */ node, /** @type {boolean} */ again) {
    if (node === this.lit && !again) return;
    this.lit = node;
    this.bytes?.light(node);
    this.fields?.light(node);
    if (!this.rest.waiting) this.#tell();
  }

  /** Says what the node is that is looked at. */
  #tell() {
    const node = this.lit;
    const name = this.tree.nodes[node]?.name ?? '';
    this.struct?.light(name);
    this.words?.light(name);
    const words = explain(this.tree, node, this.message?.bigEndian ?? false);
    const text = words ? inOneLine(words) : '';
    if (text === this.said) return;
    this.said = text;
    this.line?.replaceChildren(...words ? inLines(words) : this.hint);
  }
}

/** said is an error of the codec or of the message in words; others are thrown again. @param {any} e */
function said(e) {
  if (!e.code) throw e;
  const key = `field-error.${e.code}`;
  return known(key) ? t(key, { most }) : e.message;
}

/** @param {Event} e */
const inspected = e => Boolean(/** @type {Element} */ (e.target).closest?.('nl-inspect'));
