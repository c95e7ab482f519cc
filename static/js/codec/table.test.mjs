// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTable, writeTable } from './table.js';

const messages = [
  { bytes: Uint8Array.of(1, 2, 3), protocol: -1, direction: 0, packet: 0, time: 0n },
  { bytes: Uint8Array.of(4), protocol: 16, direction: 2, packet: 1, time: 5n },
];

test('a table comes back as it was', () => {
  assert.deepEqual(readTable(writeTable(messages)), messages);
});

test('a table that does not hold together is refused', () => {
  const whole = writeTable(messages);
  for (let n = 0; n < whole.length; n++) assert.throws(() => readTable(whole.slice(0, n)), RangeError, `${n} bytes`);
  const many = whole.slice();
  many.fill(0xff, 0, 4);
  assert.throws(() => readTable(many), RangeError);
});
