// SPDX-License-Identifier: Apache-2.0
// A lab: one message, its bytes and fields, a run of it, what happened.
import { loadCodec } from '../codec/codec.js';
import { Session } from '../transport/websocket.js';
import { t, known } from '../page/words.js';
import { ByteView } from './bytes.js';
import { el, hex, unhex } from './dom.js';
import { FieldTable } from './fields.js';
import { RunPanel } from './run.js';
import { Timeline } from './timeline.js';
import { eventText } from './words.js';

/** @type {Promise<import('../codec/codec.js').Codec> | null} */
let codecOnce = null;
/** @type {Session | null} */
let sessionOnce = null;
let runs = 0;

export class Lab extends HTMLElement {
  connectedCallback() {
    const data = this.querySelector('.lab-data')?.textContent;
    if (!data || this.data) return;
    this.data = JSON.parse(data);
    /** @type {number} */ this.number = 0;
    /** @type {string | null} */ this.sent = null;
    this.kept = `lab:${this.data.id}`;
    this.bytes = unhex(sessionStorage.getItem(this.kept) ?? this.data.hex);
    this.timeline = new Timeline(this.find('nl-timeline'));
    this.timeline.addEventListener('inspect', e => this.inspect(/** @type {CustomEvent} */ (e).detail));
    for (const e of this.data.recorded.events) this.timeline.add(e);
    void this.wake();
  }

  find(/** @type {string} */ selector) {
    const e = /** @type {HTMLElement | null} */ (this.querySelector(selector));
    if (!e) throw new Error(`the lab has no ${selector}`);
    return e;
  }

  /** wake loads the codec, which the page does not need to be read. */
  async wake() {
    codecOnce ??= loadCodec(document.body.dataset.wasm ?? '');
    this.codec = await codecOnce;
    this.options = { protocol: this.data.protocol };
    this.view = new ByteView(this.find('nl-bytes'), { editable: true, label: t('lab.bytes') });
    this.fields = new FieldTable(this.find('nl-fields'), { editable: true });
    this.panel = new RunPanel(this.find('nl-run'));
    for (const part of [this.view, this.fields]) {
      part.addEventListener('point', e => this.light(/** @type {CustomEvent} */ (e).detail));
    }
    this.view.addEventListener('edit', e => this.set(/** @type {CustomEvent} */ (e).detail));
    this.fields.addEventListener('edit', e => this.setField(/** @type {CustomEvent} */ (e).detail));
    this.fields.addEventListener('settle', () => this.draw());
    this.panel.addEventListener('run', () => this.run());
    this.panel.addEventListener('stop', () => this.session().send(/** @type {any} */ (this.codec).stopFrame()));
    this.panel.addEventListener('reset', () => this.session().send(/** @type {any} */ (this.codec).resetFrame()));
    this.panel.addEventListener('restore', () => this.set(unhex(this.data.hex)));
    for (const code of document.querySelectorAll('[data-field]')) {
      code.addEventListener('pointerover', () => this.lightName(/** @type {HTMLElement} */ (code).dataset.field ?? ''));
    }
    this.draw();
    this.setAttribute('ready', '');
  }

  /** session is shared by all labs of the page: one machine a learner. */
  session() {
    if (!sessionOnce) sessionOnce = new Session(document.body.dataset.base ?? '', /** @type {any} */ (this.codec));
    if (!this.joined) {
      this.joined = sessionOnce;
      sessionOnce.addEventListener('frame', e => this.hear(/** @type {CustomEvent} */ (e).detail));
      sessionOnce.addEventListener('state', e => this.panel?.connection(/** @type {CustomEvent} */ (e).detail));
    }
    return sessionOnce;
  }

  set(/** @type {Uint8Array} */ bytes) {
    this.bytes = bytes;
    sessionStorage.setItem(/** @type {string} */ (this.kept), hex(bytes));
    this.draw();
  }

  setField(/** @type {{node: number, text: string}} */ { node, text }) {
    try {
      this.set(/** @type {any} */ (this.codec).setField(this.bytes, node, text, this.options));
    } catch (e) {
      const code = /** @type {any} */ (e).code;
      if (!code) throw e;
      this.fields?.refuse(node, t(`field-error.${code}`));
    }
  }

  draw() {
    const bytes = /** @type {Uint8Array} */ (this.bytes);
    this.tree = /** @type {any} */ (this.codec).decode(bytes, this.options);
    this.view?.show(bytes, /** @type {any} */ (this.tree));
    this.fields?.show(/** @type {any} */ (this.tree));
    this.panel?.changed(hex(bytes) !== this.data.hex);
  }

  light(/** @type {number} */ node) {
    this.view?.light(node);
    this.fields?.light(node);
    const n = this.tree?.nodes[node];
    if (!n) return;
    const name = n.kind === 'padding' ? 'padding' : n.name;
    const doc = t(known(`doc.${name}`) ? `doc.${name}` : 'doc.other');
    const where = name.startsWith('nlmsg_') ? ` ${t('doc.where.nlmsghdr')}.` : '';
    this.find('.explain').textContent = `${name}${n.value ? ` = ${n.value}` : ''} — ${doc}${where}`;
  }

  lightName(/** @type {string} */ name) {
    const i = this.tree?.nodes.findIndex((/** @type {any} */ n) => n.leaf && (n.name === name || n.kind === name)) ?? -1;
    if (i >= 0) this.light(i);
  }

  run() {
    const program = structuredClone(this.data.program);
    program.steps[this.data.edit].data = hex(/** @type {Uint8Array} */ (this.bytes));
    if (!this.bytes?.length) delete program.steps[this.data.edit].data;
    delete program.steps[this.data.edit].cuts;
    const cuts = (this.data.program.steps[this.data.edit].cuts ?? []).filter((/** @type {number} */ c) => c < (this.bytes?.length ?? 0));
    if (cuts.length) program.steps[this.data.edit].cuts = cuts;
    this.number = ++runs;
    this.sent = null;
    this.asked = this.bytes;
    try {
      this.session().send(/** @type {any} */ (this.codec).runFrame(this.number, program));
      this.panel?.running(true);
    } catch (e) {
      this.panel?.say(t('refused.bad-program', { text: `${/** @type {any} */ (e).path} ${/** @type {any} */ (e).message}` }), true);
    }
  }

  hear(/** @type {{type: string, body: any}} */ { type, body }) {
    if (type === 'status') this.panel?.status(body);
    else if (type === 'refused') this.refused(body);
    else if (type === 'event' && body.run === this.number) this.event(body);
  }

  refused(/** @type {any} */ body) {
    if (body.run && body.run !== this.number) return;
    const key = known(`refused.${body.code}`) ? `refused.${body.code}` : 'refused.other';
    this.panel?.running(false);
    this.panel?.say(t(key, { text: `${body.path ?? ''} ${body.text ?? ''}` }), true);
  }

  event(/** @type {any} */ e) {
    if (e.seq === 1) {
      this.timeline?.clear();
      this.find('.events').replaceChildren();
      this.find('.log pre').textContent = '';
      this.querySelector('.inspect')?.remove();
      const kernel = e.args?.find((/** @type {string[]} */ a) => a[0] === 'kernel')?.[1] ?? '';
      this.find('.origin').textContent = t('lab.live', { kernel });
      this.find('.origin').classList.add('live');
    }
    this.timeline?.add(e);
    const text = eventText(e);
    if (text) this.find('.events').append(el('li', {}, text));
    if (e.kind === 'log' || e.kind === 'panic') this.find('.log pre').append(`${e.text}\n`);
    if (e.kind === 'sent' && e.step === this.data.edit) this.sent = e.data ?? '';
    if (e.kind === 'end') this.finish(e);
  }

  /** finish compares what the kernel was given with what is on the page. */
  finish(/** @type {any} */ e) {
    this.panel?.running(false);
    const asked = hex(this.asked ?? new Uint8Array());
    if (this.sent === null) this.panel?.verdict(t('verdict.none'), false);
    else if (this.sent === asked) this.panel?.verdict(t('verdict.same', { n: asked.length / 2 }), true);
    else {
      let at = 0;
      while (this.sent.slice(2 * at, 2 * at + 2) === asked.slice(2 * at, 2 * at + 2)) at++;
      this.panel?.verdict(t('verdict.differ', { n: at }), false);
    }
    if (e.name !== 'done') this.panel?.say(t(`end.${e.name}`), e.name !== 'stopped');
    this.dispatchEvent(new CustomEvent('nl-end', { bubbles: true, detail: e }));
  }

  /** inspect shows the bytes of a message in the timeline. */
  inspect(/** @type {any} */ e) {
    const host = el('div');
    const table = el('table', { class: 'fields' }, el('tbody'));
    this.querySelector('.inspect')?.remove();
    const box = el('section', { class: 'inspect', 'aria-label': t('lab.bytes') }, el('h3', {}, eventText(e)), host, table);
    this.find('nl-timeline').after(box);
    const bytes = unhex(e.data ?? '');
    const tree = /** @type {any} */ (this.codec).decode(bytes, this.options);
    const view = new ByteView(host, { editable: false, label: t('lab.bytes') });
    const fields = new FieldTable(table, { editable: false });
    view.show(bytes, tree);
    fields.show(tree);
    for (const part of [view, fields]) {
      part.addEventListener('point', p => {
        view.light(/** @type {CustomEvent} */ (p).detail);
        fields.light(/** @type {CustomEvent} */ (p).detail);
      });
    }
  }
}
