// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { toHex } from './hex.js';
import { Message } from './message.js';

const goroot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
createRequire(import.meta.url)(join(goroot, 'lib/wasm/wasm_exec.js'));
register('data:text/javascript,' + encodeURIComponent(
  'export const resolve = (s, c, next) => s === "go-wasm-exec" ? { url: "data:text/javascript,", shortCircuit: true } : next(s, c);'));
const { start } = await import('./codec/codec.js');
const codec = await start(await WebAssembly.compile(readFileSync(new URL('../../build/static/codec.wasm', import.meta.url))));

let kept;
const store = { getItem: k => kept.get(k) ?? null, setItem: (k, v) => kept.set(k, v), removeItem: k => kept.delete(k) };
const hello = { id: 'hello', protocol: 30, hex: '15000000100005000100000001000000' + '68656c6c6f' };
const make = (lab = hello) => new Message(codec, lab, store);
const lengthOf = m => m.tree.nodes[m.lengthNode].value;

beforeEach(() => { kept = new Map(); });

test('nlmsg_len follows the payload while it was right', () => {
  const m = make();
  assert.equal(m.autoLength, true);
  const payload = m.tree.nodes.findIndex(n => n.name === 'payload');
  m.setField(payload, '"hello you"');
  assert.equal(lengthOf(m), '25');
  assert.equal(m.bytes.length, 25);
});

test('a length that was set by hand stays wrong', () => {
  const m = make();
  m.setField(m.lengthNode, '99');
  assert.equal(m.autoLength, false);
  m.set(Uint8Array.of(...m.bytes, 0), { resized: true, at: 21 });
  assert.equal(lengthOf(m), '99');
  m.setAuto(true);
  assert.equal(lengthOf(m), '22');
});

test('the other byte order keeps the values and turns the bytes', () => {
  const m = make();
  m.setOrder(true);
  assert.equal(toHex(m.bytes.subarray(0, 4)), '00000015');
  assert.equal(lengthOf(m), '21');
  m.setOrder(false);
  assert.equal(toHex(m.bytes), hello.hex);
});

test('what was typed is there again after a reload, until it is taken back', () => {
  const m = make();
  m.set(Uint8Array.of(1, 2, 3), { resized: true, at: 0 });
  m.keep();
  const again = make();
  assert.deepEqual([...again.bytes], [1, 2, 3]);
  assert.equal(again.edited, true);
  again.restore();
  again.keep();
  assert.equal(toHex(make().bytes), hello.hex);
});

test('byte order and a length set by hand are kept too', () => {
  const m = make();
  m.setOrder(true);
  m.setField(m.lengthNode, '99');
  m.keep();
  const again = make();
  assert.equal(again.bigEndian, true);
  assert.equal(again.autoLength, false);
  assert.equal(lengthOf(again), '99');
});

test('a message too large to be sent is refused, and the one before it stays', () => {
  const m = make();
  assert.throws(() => m.set(new Uint8Array(65537), { resized: true }), e => e.code === 'too-large');
  assert.equal(toHex(m.bytes), hello.hex);
});

test('a value that the field cannot hold throws a code and changes nothing', () => {
  const m = make();
  assert.throws(() => m.setField(m.lengthNode, 'many'), e => e.code === 'bad-number');
  assert.equal(toHex(m.bytes), hello.hex);
});
