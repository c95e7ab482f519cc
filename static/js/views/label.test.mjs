// SPDX-License-Identifier: Apache-2.0
// On a Chinese page the codec's English words for unnamed bytes are not shown.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

globalThis.document = { getElementById: () => ({ textContent: readFileSync(new URL('../i18n/zh.json', import.meta.url), 'utf8') }) };
const { labelOf, titleOf } = await import('./label.js');
const { matches } = await import('../workbench/find.js');
const { nameOf } = await import('../workbench/diff.js');
const { explain } = await import('./explain.js');

const node = (kind, name, more = {}) => ({ parent: -1, depth: 0, offset: 0, length: 2, kind, name, ctype: '', tag: '', leaf: true, value: '15 00', ...more });
const noise = { nodes: [node('gap', 'trailing bytes')], problems: [] };
const behind = { nodes: [node('message', 'RTM_GETLINK', { leaf: false }), node('gap', 'trailing bytes', { offset: 20 })], problems: [] };

test('bytes without a name are called so in the language of the page', () => {
  const said = '没有名字的字节';
  assert.equal(labelOf(noise.nodes[0]), said);
  assert.equal(titleOf(noise), said);
  assert.equal(titleOf({ nodes: [], problems: [] }), said);
  assert.equal(nameOf(behind, 1), said);
  assert.equal(explain(behind, 1, false).name, said);
  assert.deepEqual(matches(behind, said), [1]);
});

test('names of the kernel stay as they are', () => {
  assert.equal(titleOf(behind), 'RTM_GETLINK');
  assert.equal(labelOf(node('field', 'nlmsg_len')), 'nlmsg_len');
  assert.equal(labelOf(node('header', '')), '');
});
