// SPDX-License-Identifier: Apache-2.0
// The codec as the page uses it, in Node: node --test (after build.mjs).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import { join } from 'node:path';
import test from 'node:test';

const goroot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
createRequire(import.meta.url)(join(goroot, 'lib/wasm/wasm_exec.js'));
register('data:text/javascript,' + encodeURIComponent(
  'export const resolve = (s, c, next) => s === "go-wasm-exec" ? { url: "data:text/javascript,", shortCircuit: true } : next(s, c);'));
const { start, CodecError } = await import('./codec.js');
const codec = await start(await WebAssembly.compile(readFileSync(new URL('../../../build/static/codec.wasm', import.meta.url))));

const hello = Uint8Array.from(Buffer.from('15000000100005000100000000000000' + '68656c6c6f', 'hex'));
const o = { protocol: 30 };

test('decode names every byte', () => {
  const tree = codec.decode(hello, o);
  const leaves = tree.nodes.filter(n => n.leaf);
  assert.deepEqual(leaves.map(n => n.name), ['nlmsg_len', 'nlmsg_type', 'nlmsg_flags', 'nlmsg_seq', 'nlmsg_pid', 'payload']);
  assert.deepEqual(leaves.map(n => n.value), ['21', 'NLTEST_ECHO', 'NLM_F_REQUEST|NLM_F_ACK', '1', '0', '"hello"']);
  assert.deepEqual(tree.problems, []);
});

test('setField changes bytes and refuses nonsense', () => {
  const at = codec.decode(hello, o).nodes.findIndex(n => n.name === 'payload');
  assert.equal(Buffer.from(codec.setField(hello, at, '"hi"', o)).toString('hex'), '12000000100005000100000000000000' + '6869');
  assert.throws(() => codec.setField(hello, at, 'xyz', o), e => e instanceof CodecError && e.code === 'bad-hex');
});

test('frames', () => {
  const program = { steps: [{ actor: 'a', op: 'open', protocol: 30 }] };
  const run = codec.runFrame(7, program);
  assert.equal(run[4], 4);
  assert.throws(() => codec.runFrame(1, { steps: [{ actor: 'a', op: 'fly' }] }), e => e instanceof CodecError && e.path === 'steps[0].op');
  assert.equal(codec.stopFrame()[4], 5);
  assert.equal(codec.helloFrame({ token: 'abc' })[4], 1);
  assert.throws(() => codec.frame(new Uint8Array(3)), e => e instanceof CodecError && e.code === 'bad-frame');
});

test('large input grows the buffer', () => {
  const big = new Uint8Array(300000);
  const tree = codec.decode(big, o);
  assert.equal(tree.nodes.filter(n => n.leaf).reduce((n, l) => n + l.length, 0), big.length);
});
