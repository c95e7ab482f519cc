// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printed } from './printed.js';

test('what a program writes to a terminal is read as plain text, as site.EventText has it', () => {
  assert.equal(printed(Buffer.from('\x1b]0;title\x07\x1b[38;5;9mred\x1b[0m\r\nnext \r\n').toString('hex')), 'red\nnext \n');
});
