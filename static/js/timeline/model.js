// SPDX-License-Identifier: Apache-2.0
// Where everything in the timeline stands: pure, from events to places. Lengths
// are in rows and lanes here; the drawing turns them into pixels.

import { argument, Nest } from './nest.js';
import { printed } from './printed.js';

/** @typedef {{kind: string, seq: number, t: number, lane?: string, step?: number, call?: number, name?: string, ret?: number, errno?: string, data?: string, full?: number, text?: string, flags?: number, pid?: number, args?: [string, string][], local?: Address, remote?: Address}} Event */
/** @typedef {{family?: number, port?: number, groups?: number}} Address */
/** @typedef {{lane: number, from: number, to: number, name: string, open: boolean, errno: string, ret: number, returns: boolean, brief: boolean}} Bar */
/** @typedef {{kind: 'sent' | 'received', from: number, to: number, y0: number, y: number, event: Event, errno: string, size: number, cut: boolean}} Arrow */
/** @typedef {{y: number, lane: number, text: string, kind: 'log' | 'note' | 'output' | 'panic' | 'end', level: number}} Remark */
/** @typedef {{lane: number, from: number, to: number, depth: number, name: string, module: string, ns: number, open: boolean}} Inner a kernel function that ran in a lane's task */
/** @typedef {{lanes: string[], kernel: number, bars: Bar[], inner: Inner[], inside: {from: number, to: number}[], arrows: Arrow[], remarks: Remark[], idle: {y: number, ns: number}[], rows: number}} Layout */

/** An idle stretch longer than this many nanoseconds is marked. */
const idleMark = 20e6;

/** msg_flags says that a datagram did not fit the buffer (include/linux/socket.h). */
export const MSG_TRUNC = 0x20;

/** A receive with this flag leaves the datagram in the queue: nothing is lost. */
const MSG_PEEK = 2;

/** Remarks of several lines, which other views have. */
const elsewhere = new Set(['oops', 'xray-stack']);

/** A kernel function's room, in rows. */
const innerRow = 0.62;

/** Calls that send; below their name is room for the message. */
const sends = new Set(['send', 'sendto', 'sendmsg', 'write', 'writev']);

/**
 * inOrder gives events in the order that the guest numbered them in, with the
 * times that they are drawn at. A log line stands in its place among them, but
 * its time is of another clock (local_clock, not CLOCK_MONOTONIC).
 * @param {Event[]} events
 */
export function inOrder(events) {
  const ordered = [...events].sort((a, b) => a.seq - b.seq);
  let at = 0;
  return ordered.map(e => {
    if (e.kind !== 'log') at = Math.max(at, e.t);
    return { ...e, t: at };
  });
}

/** layout places a run's events. @param {Event[]} events @returns {Layout} */
export function layout(events) {
  const actors = events.filter(e => e.kind === 'lane' && e.lane && e.lane !== 'kernel' && e.lane !== 'log').map(e => /** @type {string} */ (e.lane));
  const lanes = [...new Set(actors), 'kernel'];
  const kernel = lanes.length - 1;
  /** @type {Layout} */
  const l = { lanes, kernel, bars: [], inner: [], inside: [], arrows: [], remarks: [], idle: [], rows: 0 };
  const laneOf = (/** @type {Event} */ e) => Math.max(0, lanes.indexOf(e.lane ?? 'kernel'));
  const ports = portsOf(events);
  /** lane is where a port is: port 0 and unknown ones are the kernel's. */
  const lane = (/** @type {number | undefined} */ port) => {
    const i = port ? lanes.indexOf(ports.get(port) ?? '') : -1;
    return i < 0 ? kernel : i;
  };
  const arrow = (/** @type {Event} */ e, /** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ at, more = {}) => l.arrows.push({
    kind: e.kind === 'sent' ? 'sent' : 'received', from, to, y0: at, y: at, event: e, errno: '', size: (e.data ?? '').length / 2,
    cut: Boolean(e.full) || ((e.flags ?? 0) & MSG_TRUNC) !== 0, ...more,
  });
  /** @type {Map<number, {bar: Bar, e: Event}>} */
  const calls = new Map();
  /** @type {Nest<Inner>} */
  const nest = new Nest();
  let y = 0;
  let last = -1;
  /** @type {Event | null} */
  let previous = null;
  /** @type {Event | null} */
  let current = null;
  for (const e of inOrder(events)) {
    if (e.kind === 'start' || e.kind === 'lane') continue;
    const waited = last >= 0 && e.t - last > idleMark && e.kind !== 'end';
    if (waited) {
      l.idle.push({ y: y + 0.35, ns: e.t - last });
      y += 0.9;
    }
    last = e.t;
    previous = current;
    current = e;
    const call = calls.get(e.call ?? 0);
    switch (e.kind) {
      case 'enter': {
        const bar = { lane: laneOf(e), from: y, to: y + 0.7, name: e.name ?? '', open: true, errno: '', ret: 0, returns: false, brief: false };
        l.bars.push(bar);
        calls.set(e.call ?? 0, { bar, e });
        y += sends.has(bar.name) ? 1.9 : 1;
        break;
      }
      case 'return':
        if (!call) break;
        Object.assign(call.bar, { to: y + 0.4, open: false, errno: e.errno ?? '', ret: e.ret ?? 0, returns: true });
        // What the kernel did not take, or dropped, ends in a cross.
        if (e.errno && sends.has(call.bar.name)) {
          arrow(e, call.bar.lane, lane(addressee(call.e)), call.bar.from + 1.1, { kind: 'sent', errno: e.errno, size: Number(argument(call.e, 'length')) });
        } else if (e.errno === 'ENOBUFS') {
          arrow(e, kernel, call.bar.lane, y + 0.35, { errno: e.errno });
          y += 1;
          call.bar.to = y + 0.4;
        }
        // Nothing happened in between: name and result share a row, and the wait stands in the call.
        if (previous?.kind === 'enter' && previous.call === e.call && !sends.has(call.bar.name) && e.errno !== 'ENOBUFS') {
          call.bar.brief = true;
          call.bar.to = waited ? y - 0.1 : call.bar.from + 0.6;
          break;
        }
        y += previous?.kind === 'received' && previous.call === e.call ? 0.7 : 0.9;
        break;
      case 'sent': {
        const at = call ? call.bar.from + 1.1 : y;
        arrow(e, laneOf(e), lane(e.remote?.port), at);
        if (!call) y += 1;
        break;
      }
      case 'received': {
        arrow(e, lane(e.remote?.port), laneOf(e), y + 0.35, call && Number(argument(call.e, 'flags')) & MSG_PEEK ? { cut: false } : {});
        y += 1;
        break;
      }
      case 'call': {
        const f = innerOf(e, laneOf(e), y);
        l.inner.push(f);
        nest.enter(e, f);
        y += innerRow;
        break;
      }
      case 'callret': {
        const f = nest.leave(e);
        if (f) Object.assign(f, { open: false, ns: Number(argument(e, 'duration_ns')), to: Math.max(f.to, y - innerRow * 0.2) });
        break;
      }
      case 'output':
        l.remarks.push({ y, lane: laneOf(e), text: firstLine(e.data ?? ''), kind: 'output', level: e.name === 'stderr' ? 3 : 6 });
        y += 1;
        break;
      case 'log':
      case 'panic':
      case 'note':
        if (elsewhere.has(e.name ?? '')) break;
        l.remarks.push({ y, lane: e.kind === 'note' ? laneOf(e) : kernel, text: e.text ?? '', kind: e.kind, level: e.ret ?? 6 });
        y += 1;
        break;
      case 'end':
        l.remarks.push({ y: y + 0.2, lane: 0, text: e.name ?? '', kind: 'end', level: 6 });
        y += 1;
        break;
    }
  }
  for (const c of calls.values()) if (c.bar.open) c.bar.to = Math.max(c.bar.to, y);
  split(l);
  l.inside = l.arrows.filter(a => a.kind === 'sent' && a.to === kernel && !a.errno)
    .map(a => l.bars.find(b => b.lane === a.from && b.from <= a.y && b.to >= a.y)).filter(b => b !== undefined)
    .map(b => ({ from: b.from + 1.1, to: b.to - 0.1 }));
  l.rows = y;
  return l;
}

/** innerOf is a kernel function that is entered. @param {Event} e @param {number} lane @param {number} y @returns {Inner} */
const innerOf = (e, lane, y) => ({ lane, from: y, to: y + innerRow * 0.8, depth: Number(argument(e, 'depth')), name: e.name ?? '', module: argument(e, 'module'), ns: 0, open: true });

/** firstLine is what a program wrote, as far as one line shows it; blank lines before it are passed over. @param {string} data in hex */
function firstLine(data) {
  const text = printed(data).replace(/^(?:[ \t]*\n)+/, '');
  const line = text.split('\n', 1)[0].trimEnd();
  return line.length < text.trimEnd().length ? `${line} …` : line;
}

/** addressee is the port that a call's address names. @param {Event} e */
const addressee = e => Number(/nl_pid=(\d+)/.exec(argument(e, 'addr'))?.[1] ?? 0);

/** portsOf says whose a port is. @param {Event[]} events */
function portsOf(events) {
  /** @type {Map<number, string>} */
  const ports = new Map();
  for (const e of events) if (e.local?.port && e.lane) ports.set(e.local.port, e.lane);
  return ports;
}

/** split lets the copies of one multicast start at one point. @param {Layout} l */
function split(l) {
  /** @type {Map<string, Arrow[]>} */
  const groups = new Map();
  for (const a of l.arrows) {
    if (a.kind !== 'received' || !a.event.remote?.groups) continue;
    const key = `${a.event.remote.groups}/${a.event.data}`;
    groups.set(key, [...(groups.get(key) ?? []), a]);
  }
  for (const copies of groups.values()) {
    const first = Math.min(...copies.map(a => a.y));
    for (const a of copies) a.y0 = first;
  }
}
