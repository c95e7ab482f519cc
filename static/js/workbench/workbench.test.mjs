// SPDX-License-Identifier: Apache-2.0
// The parts of the workbench that need no page.
import assert from 'node:assert/strict';
import test from 'node:test';
import { compare } from './diff.js';
import { matches, seek } from './find.js';
import { fromFragment, toFragment } from './link.js';
import { Outline } from './outline.js';

const leaf = (parent, depth, offset, length, name, value, kind = 'field') => ({ parent, depth, offset, length, kind, name, ctype: '', tag: '', leaf: true, value });
const inner = (parent, depth, offset, length, kind, name) => ({ parent, depth, offset, length, kind, name, ctype: '', tag: '', leaf: false, value: '' });

/** A message with attributes of one byte each. */
function message(...attributes) {
  const nodes = [inner(-1, 0, 0, 1 + 3 * attributes.length, 'message', 'M'), leaf(0, 1, 0, 1, 'nlmsg_len', '1')];
  const bytes = [1];
  for (const [name, v] of attributes) {
    const at = nodes.push(inner(0, 1, bytes.length, 3, 'attr', name)) - 1;
    nodes.push(leaf(at, 2, bytes.length, 1, 'nla_len', '3'), leaf(at, 2, bytes.length + 1, 1, 'nla_type', name), leaf(at, 2, bytes.length + 2, 1, 'value', String(v), 'payload'));
    bytes.push(3, name.charCodeAt(0), v);
  }
  return { bytes: Uint8Array.from(bytes), tree: { nodes, problems: [] } };
}

test('an attribute in between is the only difference', () => {
  const d = compare(message(['A', 1], ['C', 3]), message(['A', 1], ['B', 2], ['C', 3]));
  const changed = d.fields.filter(f => f.kind !== 'same');
  assert.deepEqual(changed.map(f => [f.kind, f.name]), [['right', 'B nla_len'], ['right', 'B nla_type'], ['right', 'B']]);
  assert.deepEqual([...d.left], []);
  assert.deepEqual([...d.right], [4, 5, 6]);
  assert.deepEqual(d.fields.map(f => f.name), ['nlmsg_len', 'A nla_len', 'A nla_type', 'A', 'B nla_len', 'B nla_type', 'B', 'C nla_len', 'C nla_type', 'C']);
});

test('a changed value is marked by its byte, on both sides', () => {
  const d = compare(message(['A', 1], ['A', 2]), message(['A', 1], ['A', 9]));
  assert.deepEqual(d.fields.filter(f => f.kind !== 'same').map(f => [f.kind, f.name]), [['changed', 'A']]);
  assert.deepEqual([[...d.left], [...d.right]], [[6], [6]]);
});

test('many attributes are compared in time that grows with their number', () => {
  const many = message(...Array.from({ length: 20_000 }, (_, i) => ['A', i & 255]));
  const none = message();
  assert.equal(compare(many, none).fields.length, 60_001);
  assert.equal(compare(none, many).fields.length, 60_001);
});

test('search goes from hit to hit, through all messages and around', () => {
  const all = [message(['A', 1]), message(['B', 2]), message(['A', 7], ['A', 8])];
  const treeOf = at => all[at].tree;
  assert.deepEqual(matches(all[0].tree, 'a').filter(i => all[0].tree.nodes[i].name === 'A'), [2]);
  const first = seek(3, treeOf, { message: 1, node: -1 }, '7', 1);
  assert.deepEqual([first.message, first.node, first.hit, first.hits], [2, 5, 1, 1]);
  const around = seek(3, treeOf, { message: 2, node: 99 }, 'nla_len', 1);
  assert.equal(around.message, 0);
  assert.equal(seek(3, treeOf, { message: 0, node: -1 }, 'nothing', 1), null);
});

test('an attribute with one value is closed, and what is turned stays turned after an edit', () => {
  const outline = new Outline();
  const { tree } = message(['A', 1], ['B', 2]);
  assert.equal(outline.lines(tree).length, 4);
  outline.turn(2, true);
  assert.equal(outline.lines(message(['A', 9], ['B', 2]).tree).length, 7);
  outline.every(true);
  assert.equal(outline.lines(tree).length, tree.nodes.length);
  outline.every(false);
  assert.equal(outline.lines(tree).length, 1);
});

test('messages go into a link and come back; what is broken or bursts is refused', async () => {
  const found = [{ bytes: Uint8Array.of(1, 2, 3), protocol: 16, direction: 1, packet: 2, time: 5n }];
  assert.deepEqual(await fromFragment(`#${await toFragment(found)}`), found);
  assert.equal(await fromFragment('#other'), null);
  await assert.rejects(fromFragment('#m=AAAA'));
  await assert.rejects(fromFragment('#hex=123'));
  const [one] = await fromFragment('#hex=01 02&protocol=4');
  assert.deepEqual([...one.bytes, one.protocol], [1, 2, 4]);
  const bomb = await toFragment([{ ...found[0], bytes: new Uint8Array(5 << 20) }]);
  await assert.rejects(fromFragment(bomb), RangeError);
});
