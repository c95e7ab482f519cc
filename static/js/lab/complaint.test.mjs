// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { complaint } from './complaint.js';

const goroot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
createRequire(import.meta.url)(join(goroot, 'lib/wasm/wasm_exec.js'));
register('data:text/javascript,' + encodeURIComponent(
  'export const resolve = (s, c, next) => s === "go-wasm-exec" ? { url: "data:text/javascript,", shortCircuit: true } : next(s, c);'));
const { start } = await import('../codec/codec.js');
const codec = await start(await WebAssembly.compile(readFileSync(new URL('../../../build/static/codec.wasm', import.meta.url))));

// RTM_NEWLINK with one attribute (IFLA_IFNAME "lo"), and the kernel's answer: EINVAL,
// the request echoed, NLMSGERR_ATTR_OFFS = 32, where that attribute starts.
const request = '28000000' + '1000' + '0500' + '01000000' + '00000000' + '00'.repeat(16) + '0700' + '0300' + '6c6f00' + '00';
const answer = '44000000' + '0200' + '0002' + '01000000' + '00000000' + 'eaffffff' + request + '0800' + '0200' + '20000000';

test('the extended ACK points at bytes of the request', () => {
  const found = complaint(codec, { protocol: 0 }, [{ kind: 'sent', data: request }, { kind: 'received', data: answer }]);
  assert.equal(found?.offset, 32);
  assert.ok(found.length >= 4, `${found.length}`);
});

test('an ACK complains of nothing', () => {
  const ack = '24000000' + '0200' + '0000' + '01000000' + '00000000' + '00000000' + request.slice(0, 32);
  assert.equal(complaint(codec, { protocol: 0 }, [{ kind: 'received', data: ack }]), null);
  assert.equal(complaint(codec, { protocol: 0 }, []), null);
});
