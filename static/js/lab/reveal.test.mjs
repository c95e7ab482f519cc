// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distance } from './reveal.js';

const view = { top: 50, bottom: 850 };

test('a timeline that can be seen stays where it is', () => {
  assert.equal(distance(view, 300, 800), 0);
});

test('the end of the timeline comes into view', () => {
  assert.equal(distance(view, 500, 1000), 158);
});

test('Run stays in view, however long the timeline is', () => {
  assert.equal(distance(view, 500, 5000), 442);
});

test('nothing is scrolled back', () => {
  assert.equal(distance(view, 20, 900), 0);
});
