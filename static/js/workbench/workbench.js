// SPDX-License-Identifier: Apache-2.0
// The workbench: its parts know only themselves, and the bench is what they all
// show.
//
//	Intake, nl-tree, nl-bytes, Sender --> Bench --change--> nl-messages, Detail, nl-compare
import { AfterFrame } from '../afterframe.js';
import { mark, write } from '../dom.js';
import { codec } from '../lab/shared.js';
import { known, t } from '../page/words.js';
import { titleOf } from '../views/label.js';
import { Bench } from './bench.js';
import { Detail } from './detail.js';
import { Families } from './families.js';
import { Finder } from './finder.js';
import { Form } from './form.js';
import { Intake } from './intake.js';
import { fromFragment } from './link.js';
import { protocols } from './protocols.js';
import { Sending } from './sending.js';
import { Summaries } from './summary.js';
import { TakeAway } from './takeaway.js';

/** @typedef {import('../codec/codec.js').Codec} Codec */
/** @typedef {import('../codec/codec.js').Tree} Tree */

/** The sample that stands there until the reader brings something else. */
const firstSample = 'address';

/** So many messages that come at once are listed first; the one that is looked at follows in the next frame. */
const many = 100;

/** What a reader does with a message; it has to be drawn by then. */
const touches = ['keydown', 'pointerdown', 'click', 'focusin', 'beforeinput', 'paste', 'copy'];

/** <nl-workbench> is upgraded in place; `ready` is set once it can be used. */
export class NLWorkbench extends HTMLElement {
  /** The message that is looked at, while it waits for the list to be painted. */
  rest = new AfterFrame();
  /** How many messages there were when they were drawn. */
  listed = 0;

  connectedCallback() {
    if (this.bench) return;
    this.bench = new Bench();
    codec().then(c => this.wake(c), () => {
      this.piece('.broken').hidden = false;
    });
  }

  /** piece finds one of the parts. @param {string} selector @returns {any} */
  piece(selector) {
    const e = this.querySelector(selector);
    if (!e) throw new Error(`the workbench has no ${selector}`);
    return e;
  }

  /** wake makes the workbench live. @param {Codec} c */
  async wake(c) {
    const bench = this.bench;
    if (!bench) return;
    this.codec = c;
    for (const e of this.querySelectorAll('.live')) /** @type {HTMLElement} */ (e).hidden = false;
    this.summaries = new Summaries(c, bench);
    this.list = this.piece('nl-messages');
    this.detail = new Detail(this);
    this.intake = new Intake(this, c, bench);
    this.take = new TakeAway(this, c, bench);
    this.finder = new Finder(this, bench, at => {
      this.rest.now(); // a search goes on from what is looked at
      return this.treeOf(at);
    }, this.detail);
    this.sending = new Sending(this, c, bench);
    this.families = new Families(c);
    /** The messages that families were looked for in. */
    this.read = new WeakSet();
    this.form = new Form(this, c, bench, async () => {
      const n = await this.sending?.askFamilies(/** @type {Families} */ (this.families)) ?? 0;
      this.#learnt();
      this.draw();
      return n;
    });
    /** The id of the message that others are compared with, or -1. */
    this.other = -1;
    this.#tools();
    this.#listen(bench);
    bench.addEventListener('change', () => this.draw());
    await this.#begin(bench);
    addEventListener('hashchange', () => void this.#open(bench));
    addEventListener('pagehide', () => bench.keep());
    this.draw();
    this.setAttribute('ready', '');
  }

  /** Other families have names now, so every message reads differently. */
  #learnt() {
    if (this.summaries) this.summaries.learnt++;
  }

  /** Messages of the controller tell which family has which id. */
  #learn(/** @type {Bench} */ bench) {
    const fresh = bench.items.filter(i => !this.read?.has(i));
    for (const i of fresh) this.read?.add(i);
    if (this.families?.learn(fresh)) this.#learnt();
  }

  /** A link's messages come first, then what a reload left, then a sample. */
  async #begin(/** @type {Bench} */ bench) {
    const recalled = bench.recall();
    if (await this.#open(bench) || recalled) return;
    await this.intake?.sample(firstSample);
  }

  /** Takes up the messages in the address; true if there were some. */
  async #open(/** @type {Bench} */ bench) {
    try {
      const found = await fromFragment(location.hash);
      const op = new URLSearchParams(location.hash.slice(1)).get('op');
      if (op) {
        history.replaceState(null, '', location.pathname + location.search);
        this.form?.open(op);
        return false;
      }
      if (!found?.length) return false;
      bench.replace(found);
      this.piece('.intake .said').textContent = t('workbench.in.link', { n: found.length });
      // A reload shall bring back what was made of them, not them.
      history.replaceState(null, '', location.pathname + location.search);
      return true;
    } catch {
      this.piece('.intake .said').textContent = t('workbench.in.badlink');
      return false;
    }
  }

  /** treeOf decodes the message in a place. @param {number} at @returns {Tree} */
  treeOf(at) {
    const item = this.bench?.items[at];
    if (!item || !this.bench || !this.codec) return { nodes: [], problems: [] };
    return this.codec.decode(item.bytes, this.bench.options(item));
  }

  /** draw shows the state; each part touches only what changed. */
  draw() {
    const { bench, summaries, detail } = this;
    if (!bench || !summaries || !detail) return;
    if (!bench.items.some(i => i.id === this.other)) this.other = -1;
    this.#learn(bench);
    const item = bench.item;
    const tree = this.treeOf(bench.at);
    this.list.show(bench, summaries, this.other);
    const comparing = item && this.other >= 0;
    const crowd = bench.items.length - this.listed >= many;
    this.listed = bench.items.length;
    write(this.piece('.title'), item ? titleOf(tree) : '');
    write(this.piece('.place'), item ? t('workbench.place', { i: bench.at + 1, n: bench.items.length, size: item.bytes.length }) : '');
    write(this.piece('.count'), t('workbench.count', { n: bench.items.length }));
    this.piece('.choose').hidden = !comparing || this.other !== item?.id;
    mark(this.piece('[data-do="compare"]'), 'aria-pressed', Boolean(comparing));
    for (const [name, able] of /** @type {[string, boolean][]} */ ([
      ['undo', bench.before.length > 0], ['redo', bench.after.length > 0], ['take', Boolean(item)], ['share', Boolean(item)], ['copy', Boolean(item)], ['reopen', Boolean(item)],
      ['remove', Boolean(item)], ['clear', bench.items.length > 0], ['compare', bench.items.length > 1],
    ])) this.piece(`[data-do="${name}"]`).disabled = !able;
    this.protocol.value = item ? String(bench.options(item).protocol) : '';
    this.piece('.assumed').hidden = !item || item.protocol >= 0;
    this.order.value = bench.state.bigEndian ? 'big' : 'little';
    this.sending?.show(item);
    if (crowd) this.rest.later(() => this.#look(bench, tree, detail));
    else {
      this.rest.drop();
      this.#look(bench, tree, detail);
    }
  }

  /** Draws the message that is looked at, alone or beside the one it is compared with. */
  #look(/** @type {Bench} */ bench, /** @type {Tree} */ tree, /** @type {Detail} */ detail) {
    const item = bench.item;
    const fresh = this.drawn !== item?.id;
    this.drawn = item?.id;
    const two = item && this.other >= 0 && this.other !== item.id;
    this.piece('.one').hidden = !item || two;
    this.piece('nl-compare').hidden = !two;
    this.piece('.nothing').hidden = Boolean(item);
    if (!item) return;
    if (two) this.#compare(bench, tree);
    else detail.show(item.bytes, tree, bench.state.bigEndian, fresh);
  }

  #compare(/** @type {Bench} */ bench, /** @type {Tree} */ tree) {
    const at = bench.items.findIndex(i => i.id === this.other);
    const other = this.treeOf(at);
    this.piece('nl-compare').show(
      { name: titleOf(other), bytes: bench.items[at].bytes, tree: other },
      { name: titleOf(tree), bytes: bench.item?.bytes ?? new Uint8Array(), tree });
  }

  #tools() {
    this.protocol = this.piece('#protocol');
    this.order = this.piece('#order');
    for (const [n, name] of protocols) this.protocol.append(new Option(name, String(n)));
    const numbered = new Set(protocols.map(p => p[0]));
    for (let n = 0; n < 32; n++) if (!numbered.has(n)) this.protocol.append(new Option(String(n), String(n)));
  }

  #listen(/** @type {Bench} */ bench) {
    const act = {
      undo: () => bench.undo(),
      redo: () => bench.redo(),
      new: () => this.form?.open(),
      reopen: () => bench.item && this.form?.reopen(bench.item),
      take: () => this.take?.open(),
      share: () => this.take?.open('link'),
      copy: () => bench.copy(),
      remove: () => bench.remove(bench.state.selected),
      clear: () => bench.change({ items: [], selected: -1 }),
      compare: () => this.compare(this.other < 0 ? bench.state.selected : -1),
      open: () => this.piece('nl-tree').every(true),
      close: () => this.piece('nl-tree').every(false),
      best: () => this.piece('nl-tree').every(null),
      insert: () => this.piece('.one nl-bytes').insert(),
      drop: () => this.piece('.one nl-bytes').drop(),
    };
    this.addEventListener('click', e => {
      const name = /** @type {HTMLElement | null} */ (/** @type {Element} */ (e.target).closest('[data-do]'))?.dataset.do;
      if (name) act[/** @type {keyof typeof act} */ (name)]?.();
    });
    this.protocol.addEventListener('change', () => {
      const n = Number(this.protocol.value);
      if ((bench.item?.protocol ?? -1) < 0) bench.change({ assumed: n });
      else bench.edit({ protocol: n });
    });
    this.order.addEventListener('change', () => bench.change({ bigEndian: this.order.value === 'big' }));
    /** @type {[string, (detail: any) => void][]} */
    const doings = [
      ['nl-select', d => bench.select(d.id)],
      ['nl-remove', d => bench.remove(d.id)],
      ['nl-compare', d => this.compare(d.id === this.other ? -1 : d.id)],
      ['nl-change', d => this.#bytes(d)],
      ['nl-set', d => this.#field(d)],
      ['nl-revert', () => bench.lastWhy && bench.undo()],
      ['nl-settle', () => bench.settle()],
    ];
    for (const [name, doing] of doings) this.addEventListener(name, e => doing(/** @type {CustomEvent} */ (e).detail));
    this.addEventListener('keydown', e => this.#key(e, bench));
    for (const touch of touches) this.addEventListener(touch, () => this.rest.now(), { capture: true });
  }

  /** compare has other messages compared with one; -1 ends it. @param {number} id */
  compare(id) {
    this.other = id;
    this.draw();
  }

  #bytes(/** @type {{bytes: Uint8Array, at: number, resized?: boolean}} */ d) {
    const rest = this.detail?.rest ?? new Uint8Array();
    const bytes = new Uint8Array(d.bytes.length + rest.length);
    bytes.set(d.bytes);
    bytes.set(rest, d.bytes.length);
    this.bench?.edit({ bytes }, d.resized ? '' : `byte ${d.at}`);
  }

  #field(/** @type {{node: number, text: string, error: string}} */ d) {
    const { bench, codec } = this;
    const item = bench?.item;
    if (!bench || !codec || !item) return;
    try {
      bench.edit({ bytes: codec.setField(item.bytes, d.node, d.text, bench.options(item)) }, `field ${d.node}`);
    } catch (e) {
      const error = /** @type {any} */ (e);
      if (!error.code) throw e;
      d.error = known(`field-error.${error.code}`) ? t(`field-error.${error.code}`) : error.message;
    }
  }

  #key(/** @type {KeyboardEvent} */ e, /** @type {Bench} */ bench) {
    const typing = /** @type {Element} */ (e.target).closest('input:not([type="checkbox"]), textarea, select, dialog');
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'z' && !typing) {
      if (e.shiftKey) bench.redo();
      else bench.undo();
    } else if (e.key === '/' && !typing && !e.ctrlKey && !e.metaKey) this.piece('#field-find').focus();
    else return;
    e.preventDefault();
    e.stopPropagation();
  }
}
