// SPDX-License-Identifier: Apache-2.0
// The message that is looked at: bytes, fields and C struct in step.
import { explain, inOneLine } from '../views/explain.js';
import { labelOf } from '../views/label.js';
import { make, write } from '../dom.js';
import { t } from '../page/words.js';
import { childrenOf, valueOf } from './outline.js';

/** @typedef {import('../codec/codec.js').Tree} Tree */

/** Bytes beyond these are drawn when the reader asks for them. */
const firstBytes = 4096;

/** @type {Tree} */
const none = { nodes: [], problems: [] };

export class Detail {
  /** @param {HTMLElement} root */
  constructor(root) {
    const piece = (/** @type {string} */ s) => /** @type {any} */ (root.querySelector(s));
    this.bytesView = /** @type {import('../bytes/bytes.js').NLBytes} */ (piece('.one nl-bytes'));
    this.tree = /** @type {import('./tree.js').NLTree} */ (piece('nl-tree'));
    this.struct = /** @type {HTMLElement} */ (piece('.one .struct'));
    this.line = /** @type {HTMLElement} */ (piece('.one .explain'));
    this.more = /** @type {HTMLButtonElement} */ (piece('.all-bytes'));
    this.hint = this.line.textContent || t('workbench.hint');
    this.data = none;
    /** @type {Uint8Array} */ this.bytes = new Uint8Array(0);
    this.whole = false;
    this.lit = -1;
    this.pinned = -1;
    this.inside = [0, 0];
    this.more.addEventListener('click', () => {
      this.whole = true;
      this.#draw();
    });
    const one = piece('.one');
    one.addEventListener('nl-pick', (/** @type {CustomEvent} */ e) => this.pin(e.detail.node, /** @type {Element} */ (e.target)));
    one.addEventListener('pointerover', (/** @type {PointerEvent} */ e) => this.#over(/** @type {Element} */ (e.target)));
    one.addEventListener('pointerleave', () => this.#light(this.pinned));
  }

  /** show draws a message; fresh says that it is another one than before. @param {Uint8Array} bytes @param {Tree} data @param {boolean} bigEndian @param {boolean} fresh */
  show(bytes, data, bigEndian, fresh) {
    this.bytes = bytes;
    this.data = data;
    this.bigEndian = bigEndian;
    if (fresh) {
      this.whole = false;
      this.pinned = this.lit = -1;
      this.tree.at = 0;
      this.tree.hit = -1;
      this.tree.rows?.rewind();
      /** @type {HTMLElement} */ (this.bytesView.parentElement).scrollTop = 0;
    }
    this.#draw();
  }

  #draw() {
    const n = this.whole ? this.bytes.length : Math.min(this.bytes.length, firstBytes);
    this.bytesView.show(this.bytes.subarray(0, n), this.data);
    this.more.hidden = n === this.bytes.length;
    write(this.more, t('workbench.allbytes', { n: this.bytes.length }));
    this.tree.show(this.data, this.bytes, Boolean(this.bigEndian));
    this.#light(this.lit, true);
  }

  /** restOf gives what stands behind the bytes that are drawn. */
  get rest() { return this.bytes.subarray(this.whole ? this.bytes.length : firstBytes); }

  /** pin looks at a node until another is picked. @param {number} node @param {Element} [from] the part that picked it */
  pin(node, from) {
    this.pinned = node;
    this.#light(node, true);
    if (from !== this.tree) this.tree.goto(node);
    if (from !== this.bytesView) this.#showBytes(node);
  }

  #showBytes(/** @type {number} */ node) {
    const n = this.data.nodes[node];
    this.bytesView.grid?.hexes[n?.offset ?? 0]?.scrollIntoView({ block: 'nearest' });
  }

  #over(/** @type {Element} */ target) {
    const at = /** @type {HTMLElement | null} */ (target.closest('[data-node]'));
    const node = at ? Number(at.dataset.node) : -1;
    this.#light(node < 0 ? this.pinned : node);
  }

  #light(/** @type {number} */ node, again = false) {
    if (node === this.lit && !again) return;
    this.lit = node;
    const n = this.data.nodes[node];
    this.bytesView.light(node);
    this.#inside(n && !n.leaf ? n.offset : 0, n && !n.leaf ? n.offset + n.length : 0);
    this.tree.light(node);
    this.#drawStruct(node);
    const text = n ? this.#tell(node) : this.hint;
    write(this.line, text);
  }

  /** Marks the bytes of a node that has others in it. */
  #inside(/** @type {number} */ from, /** @type {number} */ to) {
    const hexes = this.bytesView.grid?.hexes ?? [];
    for (let i = this.inside[0]; i < this.inside[1]; i++) hexes[i]?.classList.remove('in');
    for (let i = from; i < to; i++) hexes[i]?.classList.add('in');
    this.inside = [from, to];
  }

  #tell(/** @type {number} */ node) {
    const n = this.data.nodes[node];
    const codes = this.data.problems.filter(p => p.node === node).map(p => t(`problem.${p.code}`)).join(' ');
    const said = n.leaf && explain(this.data, node, Boolean(this.bigEndian));
    if (said) return [inOneLine(said), codes].filter(Boolean).join(' ');
    const value = valueOf(this.data, childrenOf(this.data)[node], node);
    const name = labelOf(n) || t(`workbench.kind.${n.kind}`);
    return [t('workbench.where', { name: value < 0 ? name : `${name} = ${this.data.nodes[value].value}`, from: n.offset, to: n.offset + n.length - 1, n: n.length }), codes].filter(Boolean).join('. ');
  }

  /** The C struct that a node is a member of, or is. */
  #drawStruct(/** @type {number} */ node) {
    let at = node;
    while (at >= 0 && this.data.nodes[at]?.kind !== 'header' && this.data.nodes[at]?.kind !== 'attr') at = this.data.nodes[at]?.parent ?? -1;
    if (at < 0) at = this.data.nodes.findIndex(n => n.kind === 'header');
    const owner = this.data.nodes[at];
    this.struct.hidden = !owner;
    if (!owner) return;
    const members = this.data.nodes.map((n, i) => ({ n, i })).filter(({ n }) => n.parent === at && n.leaf && n.kind === 'field');
    const key = `${at}/${owner.ctype}/${members.map(m => m.n.name).join()}`;
    if (this.shownStruct !== key) {
      this.shownStruct = key;
      this.struct.replaceChildren(
        make('code', { class: 'line' }, `${owner.kind === 'attr' ? 'struct nlattr' : owner.ctype || `struct ${owner.name}`} {`),
        ...members.map(({ n, i }) => make('code', { class: 'line member', 'data-node': i }, `${n.ctype.includes('[') ? n.ctype.replace(/^(.*?)\s*(\[.*)$/, `$1 ${n.name}$2`) : `${n.ctype} ${n.name}`};`)),
        make('code', { class: 'line' }, '};'));
    }
    for (const line of this.struct.querySelectorAll('.member')) line.classList.toggle('on', Number(/** @type {HTMLElement} */ (line).dataset.node) === node);
  }
}
