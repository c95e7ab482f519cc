// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellsOf, edges } from './cells.js';

test('an outline follows a field across rows', () => {
  const owners = [...Array(12).fill(0), ...Array(8).fill(1)];
  assert.equal(edges(owners, 0, 16), 'ltb');
  assert.equal(edges(owners, 1, 16), 'tb');
  assert.equal(edges(owners, 11, 16), 'rtb');
  assert.equal(edges(owners, 12, 16), 'ltb');
  assert.equal(edges(owners, 16, 16), 'ltb');
  assert.equal(edges(owners, 8, 8), 'lb');
  assert.equal(edges(owners, 12, 8), 'ltb');
});

test('cells have their field, its letter on the first byte, and what is wrong', () => {
  const tree = {
    nodes: [
      { parent: -1, depth: 0, offset: 0, length: 3, kind: 'message', name: '', ctype: '', tag: '', leaf: false, value: '' },
      { parent: 0, depth: 1, offset: 0, length: 2, kind: 'field', name: 'nlmsg_type', ctype: '__u16', tag: 'T', leaf: true, value: '1' },
      { parent: 0, depth: 1, offset: 2, length: 1, kind: 'gap', name: '', ctype: '', tag: '', leaf: true, value: '' },
    ],
    problems: [{ code: 'x', offset: 2, length: 1, node: 2 }],
  };
  const cells = cellsOf(Uint8Array.of(0x41, 0x00, 0xff), tree);
  assert.deepEqual(cells.map(c => c.className), ['f-t', 'f-t', 'f-gap']);
  assert.deepEqual(cells.map(c => c.tag), ['T', '', '']);
  assert.deepEqual(cells.map(c => c.char), ['A', '·', '·']);
  assert.deepEqual(cells.map(c => c.wrong), [false, false, true]);
  assert.deepEqual(cells.map(c => c.node), [1, 1, 2]);
});
