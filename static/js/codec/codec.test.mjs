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
const { namer } = await import('./names.js');
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

test('messages have names, bytes too few for a header have none', () => {
  let protocol = 30;
  const nameOf = namer(codec, () => protocol);
  const data = Buffer.from(hello).toString('hex');
  assert.equal(nameOf({ data }), 'NLTEST_ECHO');
  assert.deepEqual([{ data: data.slice(0, 2) }, { data: data.slice(0, 30) }, { data: '' }, {}].map(nameOf), ['', '', '', '']);
  protocol = 0;
  assert.equal(nameOf({ data }), 'RTM_NEWLINK', 'another run, another protocol');
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
  assert.equal(Buffer.from(codec.inputFrame(7, 2, Uint8Array.of(0x68, 0x0a), true)).toString('hex'),
    '0d0000000e01000000000000' + '010107' + '020102' + '0302680a' + '040101');
  assert.throws(() => codec.inputFrame(7, 2, new Uint8Array(4097)), e => e instanceof CodecError && e.code === 'bad-frame');
  assert.throws(() => codec.frame(new Uint8Array(3)), e => e instanceof CodecError && e.code === 'bad-frame');
});

test('large input grows the buffer', () => {
  const big = new Uint8Array(300000);
  const tree = codec.decode(big, o);
  assert.equal(tree.nodes.filter(n => n.leaf).reduce((n, l) => n + l.length, 0), big.length);
});

const workbench = await start(await WebAssembly.compile(readFileSync(new URL('../../../build/static/workbench.wasm', import.meta.url))));

test('build makes messages of documents, document describes them', () => {
  const wanted = { op: 'rt-link/newlink', flags: ['NLM_F_REQUEST', 'NLM_F_CREATE'], attrs: { IFLA_IFNAME: 'v0', IFLA_LINKINFO: { IFLA_INFO_KIND: 'vlan', IFLA_INFO_DATA: { IFLA_VLAN_ID: 7 } } } };
  const { bytes, protocol } = workbench.build(wanted);
  assert.equal(protocol, 0);
  const tree = workbench.decode(bytes, { protocol });
  assert.deepEqual(tree.problems, []);
  assert.ok(tree.nodes.some(n => n.name === 'IFLA_VLAN_ID'));
  const said = workbench.document(bytes, { protocol });
  assert.deepEqual(said.attrs, wanted.attrs);
  assert.deepEqual(workbench.build(said).bytes, bytes);
  assert.throws(() => workbench.build({ op: 'rt-link/newlink', attrs: { IFLA_IFNAM: 'v0' } }),
    e => e instanceof CodecError && e.path === 'attrs.IFLA_IFNAM' && e.message.endsWith('did you mean IFLA_IFNAME?'));
});

test('forms know what an operation takes', () => {
  const link = workbench.operations().find(f => f.family === 'rt-link');
  const op = workbench.describeOperation(link.operations.find(o => o.name === 'newlink').id);
  assert.equal(op.parts[0].name, 'RTM_NEWLINK');
  const set = workbench.describeSet(op.set);
  const info = set.attributes.find(a => a.name === 'IFLA_LINKINFO');
  const data = workbench.describeSet(info.set).attributes.find(a => a.name === 'IFLA_INFO_DATA');
  assert.equal(data.selector, 'IFLA_INFO_KIND');
  assert.ok(data.formats.some(f => f.value === 'vlan' && f.set > 0));
  const header = workbench.describeLayout(op.parts[0].header);
  const flags = header.members.find(m => m.name === 'ifi_flags');
  assert.ok(workbench.describeEnum(flags.enum).values.some(([v, name]) => v === '1' && name === 'IFF_UP'));
  assert.throws(() => workbench.describeSet(65535), CodecError);
});

test('generic families have the names that they are told', () => {
  workbench.setGeneric([{ id: 31, name: 'wireguard' }]);
  const { bytes, protocol } = workbench.build({ op: 'wireguard/get-device', attrs: { WGDEVICE_A_IFNAME: 'wg0' } });
  assert.equal(workbench.decode(bytes, { protocol }).nodes[0].name, 'WG_CMD_GET_DEVICE');
  workbench.setGeneric([]);
  assert.deepEqual(workbench.decode(bytes, { protocol }).problems.map(p => p.code), ['family-unknown']);
});
