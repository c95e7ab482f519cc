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

test('a log line never comes behind what was reported after it', () => {
  const events = [
    { kind: 'enter', seq: 1, t: 10, call: 1 }, { kind: 'log', seq: 2, t: 40, text: 'late clock' }, { kind: 'return', seq: 3, t: 20, call: 1 },
  ];
  assert.deepEqual(inOrder(events).map(e => e.seq), [1, 2, 3]);
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

test('a message to a port goes to the lane that has it', () => {
  const l = layout([
    { kind: 'lane', lane: 'a', seq: 1, t: 0 }, { kind: 'lane', lane: 'b', seq: 2, t: 0 },
    { kind: 'sent', lane: 'a', seq: 3, t: 1, data: '00', local: { port: 1 }, remote: { port: 2 } },
    { kind: 'received', lane: 'b', seq: 4, t: 2, data: '00', local: { port: 2 }, remote: { port: 1 } },
  ]);
  assert.deepEqual(l.arrows.map(a => [a.from, a.to]), [[0, 1], [0, 1]]);
});
