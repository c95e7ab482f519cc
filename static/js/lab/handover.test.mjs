// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leave, take } from './handover.js';

const newStore = () => {
  const kept = new Map();
  return { getItem: k => kept.get(k) ?? null, setItem: (k, v) => kept.set(k, v), removeItem: k => kept.delete(k) };
};
const left = { runs: 2, thread: { session: 's', last: 9, active: 2 }, labs: { home: { number: 2, asked: '00', events: [], live: true, status: {}, tab: 0, scroll: 0 } } };

test('what one page leaves the next one takes, once', () => {
  const store = newStore();
  leave(store, left);
  assert.deepEqual(take(store), left);
  assert.equal(take(store), null);
});

test('a run too long for the storage is not kept, and nothing breaks', () => {
  const store = newStore();
  leave(store, { ...left, labs: { home: { ...left.labs.home, asked: '0'.repeat(2 << 20) } } });
  assert.equal(take(store), null);
});

test('a storage that refuses, or holds garbage, hands nothing over', () => {
  const full = { ...newStore(), setItem: () => { throw new Error('full'); } };
  assert.doesNotThrow(() => leave(full, left));
  const store = newStore();
  store.setItem('handover', '{');
  assert.equal(take(store), null);
});
