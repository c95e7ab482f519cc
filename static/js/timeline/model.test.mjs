// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inOrder, layout } from './model.js';

const recording = slug => JSON.parse(readFileSync(new URL(`../../../lessons/${slug}/recorded/lab.json`, import.meta.url))).events;

test('a kernel log line stands inside the call that caused it', () => {
  const l = layout(recording('17-hello-kernel'));
  const send = l.bars.find(b => b.name === 'sendmsg');
  const log = l.remarks.find(r => r.kind === 'log');
  assert.ok(send.from < log.y && log.y < send.to, `${send.from} < ${log.y} < ${send.to}`);
  assert.equal(l.inside.length, l.arrows.filter(a => a.kind === 'sent').length);
});

test('a log line stays where the guest put it, whatever its clock says', () => {
  for (const t of [1, 40]) {
    const events = [
      { kind: 'enter', seq: 1, t: 10, call: 1 }, { kind: 'log', seq: 2, t, text: 'another clock' }, { kind: 'return', seq: 3, t: 20, call: 1 },
    ];
    assert.deepEqual(inOrder(events).map(e => [e.seq, e.t]), [[1, 10], [2, 10], [3, 20]]);
  }
});

test('the copies of a multicast start at one point', () => {
  const l = layout(recording('18-hello-everyone'));
  const copies = l.arrows.filter(a => a.kind === 'received' && a.event.remote.groups);
  assert.ok(copies.length >= 2);
  assert.equal(new Set(copies.map(a => a.y0)).size, 1);
  assert.equal(new Set(copies.map(a => a.to)).size, copies.length);
});

test('a call that never returns stays open to the end', () => {
  const l = layout([
    { kind: 'lane', lane: 'client', seq: 1, t: 0 }, { kind: 'enter', lane: 'client', seq: 2, t: 1, call: 1, name: 'recvmsg' },
    { kind: 'enter', lane: 'client', seq: 3, t: 2, call: 2, name: 'close' }, { kind: 'return', lane: 'client', seq: 4, t: 3, call: 2, name: 'close' },
  ]);
  assert.equal(l.bars[0].open, true);
  assert.ok(l.bars[0].to >= l.bars[1].to);
  assert.equal(l.bars[1].brief, true);
});

test('a wait stands in the call that waits', () => {
  const l = layout([
    { kind: 'lane', lane: 'a', seq: 1, t: 0 },
    { kind: 'enter', lane: 'a', seq: 2, t: 1e6, call: 1, name: 'recvmsg' }, { kind: 'return', lane: 'a', seq: 3, t: 300e6, call: 1, name: 'recvmsg', ret: -1, errno: 'EAGAIN' },
    { kind: 'enter', lane: 'a', seq: 4, t: 600e6, call: 2, name: 'close' }, { kind: 'return', lane: 'a', seq: 5, t: 601e6, call: 2, name: 'close' },
  ]);
  const [wait, pause] = l.idle;
  assert.ok(l.bars[0].brief && l.bars[0].from < wait.y && wait.y < l.bars[0].to);
  assert.ok(l.bars[0].to < pause.y && pause.y < l.bars[1].from);
});

test('a program\'s output is shown from its first line that is not blank', () => {
  const said = text => layout([{ kind: 'lane', lane: 'a', seq: 1, t: 0 }, { kind: 'output', lane: 'a', seq: 2, t: 1, name: 'stdout', data: Buffer.from(text).toString('hex') }]).remarks[0].text;
  assert.deepEqual([said('\nbye\n'), said('one\ntwo\n'), said('\n')], ['bye', 'one …', '']);
});

test('a message to a port goes to the lane that has it', () => {
  const l = layout([
    { kind: 'lane', lane: 'a', seq: 1, t: 0 }, { kind: 'lane', lane: 'b', seq: 2, t: 0 },
    { kind: 'sent', lane: 'a', seq: 3, t: 1, data: '00', local: { port: 1 }, remote: { port: 2 } },
    { kind: 'received', lane: 'b', seq: 4, t: 2, data: '00', local: { port: 2 }, remote: { port: 1 } },
  ]);
  assert.deepEqual(l.arrows.map(a => [a.from, a.to]), [[0, 1], [0, 1]]);
});

test('a send that fails ends in a cross at the one it was meant for, and runs no input()', () => {
  const l = layout([
    { kind: 'lane', lane: 'a', seq: 1, t: 0 }, { kind: 'lane', lane: 'b', seq: 2, t: 0 },
    { kind: 'received', lane: 'b', seq: 3, t: 1, data: '00', local: { port: 2 }, remote: { port: 0 } },
    { kind: 'enter', lane: 'a', seq: 4, t: 2, call: 1, name: 'sendto', args: [['length', '16'], ['addr', '{nl_pid=2, nl_groups=0x0}']] },
    { kind: 'return', lane: 'a', seq: 5, t: 3, call: 1, name: 'sendto', ret: -1, errno: 'EPERM' },
    { kind: 'enter', lane: 'a', seq: 6, t: 4, call: 2, name: 'sendto', args: [['length', '16'], ['addr', '{nl_pid=0, nl_groups=0x0}']] },
    { kind: 'return', lane: 'a', seq: 7, t: 5, call: 2, name: 'sendto', ret: -1, errno: 'ECONNREFUSED' },
  ]);
  assert.deepEqual(l.arrows.slice(1).map(a => [a.from, a.to, a.size, a.errno]), [[0, 1, 16, 'EPERM'], [0, 2, 16, 'ECONNREFUSED']]);
  assert.deepEqual(l.inside, []);
});

test('a full receive buffer is a drop on the way from the kernel', () => {
  const l = layout([
    { kind: 'lane', lane: 'a', seq: 1, t: 0 }, { kind: 'enter', lane: 'a', seq: 2, t: 1, call: 1, name: 'recvmsg' },
    { kind: 'return', lane: 'a', seq: 3, t: 2, call: 1, name: 'recvmsg', ret: -1, errno: 'ENOBUFS' },
  ]);
  assert.deepEqual(l.arrows.map(a => [a.from, a.to, a.errno]), [[1, 0, 'ENOBUFS']]);
});

test('a datagram that did not fit is marked, whether its length is known or not', () => {
  const received = { kind: 'received', lane: 'a', data: '0011', local: { port: 1 }, remote: { port: 0 } };
  const l = layout([
    { kind: 'lane', lane: 'a', seq: 1, t: 0 }, { ...received, seq: 2, t: 1, flags: 0x20 }, { ...received, seq: 3, t: 2, full: 9 }, { ...received, seq: 4, t: 3 },
  ]);
  assert.deepEqual(l.arrows.map(a => a.cut), [true, true, false]);
});

test('a peek at a datagram loses nothing of it', () => {
  const peek = flags => layout([
    { kind: 'lane', lane: 'a', seq: 1, t: 0 }, { kind: 'enter', lane: 'a', seq: 2, t: 1, call: 1, name: 'recvmsg', args: [['fd', '5'], ['flags', `${flags}`]] },
    { kind: 'received', lane: 'a', seq: 3, t: 2, call: 1, data: '00', flags: 0x20, full: 28, local: { port: 1 }, remote: { port: 0 } },
  ]).arrows.map(a => a.cut);
  assert.deepEqual([peek(0x22), peek(0x20)], [[false], [true]]);
});
