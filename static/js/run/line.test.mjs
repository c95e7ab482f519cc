// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { machineLine } from './line.js';

/** A page's words in a language. */
async function said(lang) {
  globalThis.document = { getElementById: () => ({ textContent: readFileSync(new URL(`../i18n/${lang}.json`, import.meta.url), 'utf8') }) };
  const { t } = await import(`../page/words.js?${lang}`);
  return s => {
    const { key, values } = machineLine(s);
    return t(key, values);
  };
}
const [en, zh] = [await said('en'), await said('zh')];

test('in the queue: the place, and about how long', () => {
  const s = { state: 'queued', position: 3, wait_ms: 19_200 };
  assert.equal(machineLine(s).kind, 'busy');
  assert.equal(en(s), 'No sandbox is free. You are number 3 in the queue; about 20 s, then the run starts by itself.');
  assert.equal(zh(s), '暂无空闲沙箱，你排在第 3 位，大约还要 20 秒，轮到时会自动运行。');
});

test('a wait that nobody can estimate is left out', () => {
  for (const wait of [{ wait_ms: 0 }, {}]) {
    const s = { state: 'queued', position: 1, ...wait };
    assert.equal(en(s), 'No sandbox is free. You are number 1 in the queue; the run then starts by itself.');
    assert.equal(zh(s), '暂无空闲沙箱，你排在第 1 位，轮到时会自动运行。');
  }
});

test('a machine that is there says what it is', () => {
  assert.equal(en({ state: 'ready', kernel: '6.12.48', accel: 'tcg', start_us: 84_400 }), 'Kernel 6.12.48 · TCG · your own VM, cloned in 84 ms');
  assert.equal(en({ state: 'none' }), 'Your machine starts with the first run.');
  assert.deepEqual(['panic', 'fault', 'idle'].map(code => machineLine({ state: 'ended', code }).kind), ['bad', 'bad', '']);
});
