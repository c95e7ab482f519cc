// SPDX-License-Identifier: Apache-2.0
// The swim lanes: a lane a process, the kernel, the kernel log. Events stand
// one below the other in their order; a call is a bar from its start to its
// return, so what happened inside it stands beside it.
import { t } from '../page/words.js';
import { svg } from './dom.js';

const rowHeight = 26;
const headHeight = 34;
const laneWidth = 168;

export class Timeline extends EventTarget {
  /** @param {HTMLElement} host */
  constructor(host) {
    super();
    /** @type {string[]} */ this.lanes = [];
    /** @type {Map<number, {y: number, lane: string, bar: Element}>} */ this.calls = new Map();
    this.y = headHeight;
    this.grid = svg('g', { class: 'grid' });
    this.heads = svg('g', { class: 'heads' });
    this.bars = svg('g', { class: 'bars' });
    this.marks = svg('g', { class: 'marks' });
    this.picture = svg('svg', { class: 'timeline', role: 'group', 'aria-label': t('lab.timeline') }, this.grid, this.bars, this.marks, this.heads);
    host.replaceChildren(this.picture);
    this.size();
  }

  clear() {
    this.lanes = [];
    this.calls.clear();
    this.y = headHeight;
    for (const g of [this.grid, this.heads, this.bars, this.marks]) g.replaceChildren();
    this.size();
  }

  x(/** @type {string} */ lane) {
    let i = this.lanes.indexOf(lane);
    if (i < 0) {
      i = this.lanes.push(lane) - 1;
      const x = i * laneWidth;
      const name = lane === 'kernel' || lane === 'log' ? t(`lane.${lane}`) : lane;
      this.heads.append(svg('text', { x: x + 14, y: 21, class: 'lane' }, name));
      this.grid.append(svg('line', { x1: x + 18.5, x2: x + 18.5, y1: headHeight - 6, y2: 10000 }));
    }
    return i * laneWidth + 18;
  }

  size() {
    const width = Math.max(this.lanes.length, 2) * laneWidth;
    const height = this.y + 8;
    this.picture.setAttribute('viewBox', `0 0 ${width} ${height}`);
    this.picture.setAttribute('width', String(width));
    this.picture.setAttribute('height', String(height));
  }

  /** add draws one event. @param {any} e */
  add(e) {
    const lane = e.lane ?? '';
    switch (e.kind) {
      case 'lane':
        if (lane !== 'log') this.x(lane);
        break;
      case 'enter': {
        const x = this.x(lane);
        const bar = svg('rect', { x: x - 5, y: this.y, width: 10, height: rowHeight - 8, rx: 3, class: 'call open' });
        this.bars.append(bar);
        this.text(x + 12, e.name, 'name');
        this.calls.set(e.call, { y: this.y, lane, bar });
        this.step();
        break;
      }
      case 'return': {
        const c = this.calls.get(e.call);
        if (!c) break;
        c.bar.setAttribute('height', String(Math.max(rowHeight - 8, this.y - c.y + 12)));
        c.bar.classList.remove('open');
        if (e.errno) c.bar.classList.add('failed');
        this.text(this.x(lane) + 12, `${e.errno ? '✕ ' : '= '}${e.errno ?? e.ret ?? 0}`, e.errno ? 'result failed' : 'result');
        this.step();
        break;
      }
      case 'sent':
        this.arrow(this.x(lane), this.x('kernel'), e);
        break;
      case 'received':
        this.arrow(this.x('kernel'), this.x(lane), e);
        break;
      case 'log':
        this.text(this.x('kernel') + 12, (e.text ?? '').replace(/^netlink_test: /, ''), 'log');
        this.step();
        break;
      case 'panic':
        this.text(this.x('kernel') + 12, `✕ ${t('event.panic')}`, 'failed');
        this.step();
        break;
      case 'note':
        this.text(this.x(lane || 'kernel') + 12, e.text ?? '', 'log');
        this.step();
        break;
      case 'end':
        for (const c of this.calls.values()) if (c.bar.classList.contains('open')) c.bar.setAttribute('height', String(this.y - c.y));
        break;
    }
    this.size();
  }

  arrow(/** @type {number} */ from, /** @type {number} */ to, /** @type {any} */ e) {
    const y = this.y + 10;
    const dir = to > from ? 1 : -1;
    const label = `${(e.data ?? '').length / 2} B`;
    const g = svg('g', { class: `message ${e.kind}`, tabindex: 0, role: 'button', 'aria-label': `${label} ${e.lane}` },
      svg('line', { x1: from + 6 * dir, x2: to - 12 * dir, y1: y, y2: y }),
      svg('path', { d: `M${to - 6 * dir} ${y} l${-8 * dir} -4 v8 z` }),
      svg('text', { x: (from + to) / 2, y: y - 4, 'text-anchor': 'middle' }, label),
      svg('rect', { x: Math.min(from, to), y: y - 10, width: Math.abs(to - from), height: 20, class: 'hit' }));
    const open = () => this.dispatchEvent(new CustomEvent('inspect', { detail: e }));
    g.addEventListener('click', open);
    g.addEventListener('keydown', k => {
      const key = /** @type {KeyboardEvent} */ (k).key;
      if (key === 'Enter' || key === ' ') {
        k.preventDefault();
        open();
      }
    });
    this.marks.append(g);
    this.step();
  }

  text(/** @type {number} */ x, /** @type {string} */ text, /** @type {string} */ name) {
    const short = text.length > 46 ? `${text.slice(0, 45)}…` : text;
    this.marks.append(svg('text', { x, y: this.y + 13, class: name }, short, svg('title', {}, text)));
  }

  step() { this.y += rowHeight; }
}
