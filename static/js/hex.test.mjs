// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHex, toHex } from './hex.js';

test('hex is read in the dresses that people paste', () => {
  for (const text of ['15000a', '15 00 0a', '15 00\n0A', '0x15, 0x00, 0x0a', '15:00:0a', '\\x15\\x00\\x0a', ' 1500 0a ']) {
    assert.equal(toHex(readHex(text)), '15000a', text);
  }
});

test('what is no hex is named with its place', () => {
  assert.throws(() => readHex('15 0g'), e => e.what === 'g' && e.at === 4);
  assert.throws(() => readHex('15 0'), e => e.what === '0' && e.at === 3);
});
