// SPDX-License-Identifier: Apache-2.0
// From a layout to SVG.
import { svg } from '../dom.js';
import { t } from '../page/words.js';
import { took } from './took.js';

/** @typedef {import('./model.js').Layout} Layout */
/** @typedef {import('./model.js').Arrow} Arrow */

/** A row's and the heads' height, in pixels at the root's usual size of 16. */
const row = 24;
const headHeight = 28;
const margin = 10;
/** A letter's width in the log's type. */
const letter = 6.95;

/**
 * draw gives the heads of the lanes and the picture of a layout, width pixels
 * wide, all of it scale times as large as at the root's usual size.
 * @param {Layout} l @param {number} width @param {number} scale @param {(e: import('./model.js').Event) => string} nameOf what a message is called
 */
export function draw(l, width, scale, nameOf) {
  width /= scale;
  const lane = Math.min(165, Math.max(78, (width - 2 * margin) / l.lanes.length));
  const x = (/** @type {number} */ i) => margin + lane * i + (i === l.kernel ? lane * 0.55 : Math.min(lane * 0.3, 34));
  const y = (/** @type {number} */ r) => 8 + r * row;
  const full = Math.max(width, margin * 2 + lane * l.lanes.length);
  const height = y(l.rows) + 14;
  const picture = svg('svg', { class: 'timeline', width: full * scale, height: height * scale, viewBox: `0 0 ${full} ${height}`, role: 'group', 'aria-label': t('timeline.label') });
  const heads = svg('svg', { class: 'timeline heads', width: full * scale, height: headHeight * scale, viewBox: `0 0 ${full} ${headHeight}`, 'aria-hidden': 'true' },
    ...l.lanes.map((name, i) => headOf(x(i), i === l.kernel ? t('lane.kernel') : name, i === l.kernel, lane)));
  picture.append(...l.lanes.map((_, i) => svg('line', { class: i === l.kernel ? 'lane kernel' : 'lane', x1: x(i), x2: x(i), y1: 0, y2: height - 4 })));
  picture.append(...l.inside.map(s => svg('rect', { class: 'inside', x: x(l.kernel) - 5, width: 10, y: y(s.from), height: Math.max(8, (s.to - s.from) * row), rx: 2 })));
  // A message to the kernel runs the receiver's input() inside the sender's own call.
  picture.append(...l.inside.map(s => svg('text', { class: 'result', x: x(l.kernel) + 9, y: y(s.from) + 9 }, 'input()')));
  for (const gap of l.idle) {
    picture.append(svg('line', { class: 'idle', x1: margin, x2: full - margin, y1: y(gap.y), y2: y(gap.y) }),
      svg('text', { class: 'idle', x: full - margin, y: y(gap.y) - 3, 'text-anchor': 'end' }, t('timeline.idle', { ms: Math.round(gap.ns / 1e6) })));
  }
  for (const b of l.bars) {
    const cls = `call${b.open ? ' open' : ''}${b.errno ? ' failed' : ''}`;
    picture.append(svg('rect', { class: cls, x: x(b.lane) - 5, width: 10, y: y(b.from), height: Math.max(12, (b.to - b.from) * row), rx: 3 }),
      svg('text', { class: 'name', x: x(b.lane) + 10, y: y(b.from) + 11 }, b.name, b.brief ? svg('tspan', { class: b.errno ? 'result failed' : 'result' }, ` ${resultOf(b)}`) : ''));
    if (b.returns && !b.brief) {
      picture.append(svg('text', { class: b.errno ? 'result failed' : 'result', x: x(b.lane) + 10, y: y(b.to) + 1 }, resultOf(b)));
    }
  }
  picture.append(...l.inner.flatMap(f => innerOf(f, x, y)));
  for (const r of l.remarks) picture.append(...remark(r, x, y, full));
  for (const a of l.arrows) picture.append(arrow(a, x, y, l, nameOf));
  return [heads, picture];
}

/** How far a function stands right of its caller, in pixels, and how deep that goes. */
const indent = 8;
const deepest = 14;

/** A kernel function stands in the lane of the task that it ran in, right of its caller. @param {import('./model.js').Inner} f @param {(i: number) => number} x @param {(r: number) => number} y */
function innerOf(f, x, y) {
  const at = x(f.lane) + 10 + indent * Math.min(f.depth, deepest);
  const cls = f.module ? 'inner own' : 'inner';
  return [
    svg('rect', { class: cls, x: at, y: y(f.from) + 1, width: 3, height: Math.max(8, (f.to - f.from) * row - 2), rx: 1.5 }),
    svg('text', { class: cls, x: at + 7, y: y(f.from) + 10 }, `${f.name}()`, f.open ? '' : svg('tspan', { class: 'took' }, ` ${took(f.ns)}`), f.module ? svg('title', {}, f.module) : ''),
  ];
}

/** @param {import('./model.js').Bar} b */
const resultOf = b => (b.errno ? `✕ ${b.errno}` : `= ${b.ret}`);

/** @param {number} x @param {string} name @param {boolean} kernel @param {number} width */
function headOf(x, name, kernel, width) {
  const room = Math.max(6, Math.floor(width / 7.2));
  const short = name.length > room ? `${name.slice(0, room - 1)}…` : name;
  return svg('text', { class: kernel ? 'head kernel' : 'head', x: kernel ? x : x - 5, y: 18, 'text-anchor': kernel ? 'middle' : 'start' }, short, svg('title', {}, name));
}

/** @param {import('./model.js').Remark} r @param {(i: number) => number} x @param {(r: number) => number} y @param {number} full */
function remark(r, x, y, full) {
  if (r.kind === 'end') return [];
  if (r.kind === 'panic') {
    return [svg('line', { class: 'panic', x1: margin, x2: full - margin, y1: y(r.y) + 8, y2: y(r.y) + 8 }),
      svg('text', { class: 'panic', x: full - margin, y: y(r.y) + 3, 'text-anchor': 'end' }, `✕ ${t('timeline.panic')}`)];
  }
  // The text stands right of the kernel's lane, or left of it where that is too narrow.
  const at = x(r.lane);
  const right = full - margin - at - 12;
  const text = `${r.kind === 'output' ? '» ' : ''}${r.text.replace(/^netlink_test: /, '').trimEnd()}`;
  const left = at - x(0) - 26;
  const before = text.length * letter > right && left > right;
  const room = Math.floor((before ? left : right) / letter);
  const short = text.length > room ? `${text.slice(0, room - 1)}…` : text;
  const width = short.length * letter + 8;
  return [
    svg('rect', { class: 'behind', x: before ? at - 8 - width : at + 8, y: y(r.y), width, height: 18 }),
    svg('circle', { class: r.level <= 3 ? 'logged bad' : 'logged', cx: at, cy: y(r.y) + 9, r: 3.5 }),
    svg('text', { class: r.kind, x: before ? at - 12 : at + 12, y: y(r.y) + 13, 'text-anchor': before ? 'end' : 'start' }, short, svg('title', {}, r.text)),
  ];
}

/** @param {Arrow} a @param {(i: number) => number} x @param {(r: number) => number} y @param {Layout} l @param {(e: any) => string} nameOf */
function arrow(a, x, y, l, nameOf) {
  const dir = a.to > a.from ? 1 : -1;
  const x1 = x(a.from) + 6 * dir;
  const x2 = x(a.to) - 6 * dir;
  const y1 = y(a.y0) + 4;
  const y2 = y(a.y) + 4;
  const n = a.size;
  const name = a.errno ? '' : nameOf(a.event);
  const size = a.event.full ? t('timeline.lost', { n, full: a.event.full })
    : [n || !a.errno ? `${n} B` : '', a.errno, a.cut ? t('timeline.cut') : ''].filter(Boolean).join(' · ');
  const room = Math.floor(Math.abs(x2 - x1) / 6.6);
  const label = name && `${name} ${size}`.length <= room ? `${name} ${size}` : size;
  const lanes = l.lanes.map((lane, i) => (i === l.kernel ? t('lane.kernel') : lane));
  const words = t(a.errno ? 'timeline.dropped' : name ? 'timeline.message' : 'timeline.bytes', { name, n, errno: a.errno, from: lanes[a.from], to: lanes[a.to] });
  const path = y1 === y2 ? `M${x1} ${y1}H${x2 - 5 * dir}` : `M${x1} ${y1}C${x1 + 30 * dir} ${y1} ${x1 + 10 * dir} ${y2} ${x1 + 44 * dir} ${y2}H${x2 - 5 * dir}`;
  const bad = Boolean(a.errno || a.cut);
  const g = svg('g', { class: `message ${a.kind}${bad ? ' bad' : ''}`, 'aria-label': `${label}: ${words}`, ...a.errno ? { role: 'img' } : { role: 'button', tabindex: -1 } },
    svg('path', { class: 'hit', d: path }),
    svg('path', { class: 'shaft', d: path }),
    bad ? svg('path', { class: 'cross', d: `M${x2 - 5 * dir - 5} ${y2 - 5}l10 10m0 -10l-10 10` })
      : svg('path', { class: 'tip', d: `M${x2} ${y2}l${-8 * dir} -4.5v9z` }),
    svg('text', { x: (y1 === y2 ? (x1 + x2) / 2 : (x1 + 44 * dir + x2) / 2), y: y2 - 5, 'text-anchor': 'middle' }, label));
  g.event = a.event;
  return g;
}
