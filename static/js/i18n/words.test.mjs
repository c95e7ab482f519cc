// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = lang => JSON.parse(readFileSync(new URL(`${lang}.json`, import.meta.url)));
const en = read('en');
const zh = read('zh');
const holes = text => [...text.matchAll(/\{(\w+)\}/g)].map(m => m[1]).sort();

test('both languages have the same keys', () => {
  assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort());
});

test('both languages fill in the same values', () => {
  for (const key of Object.keys(en)) assert.deepEqual([...new Set(holes(zh[key]))], [...new Set(holes(en[key]))], key);
});

test('no text is empty', () => {
  for (const [key, text] of [...Object.entries(en), ...Object.entries(zh)]) assert.ok(text.trim(), key);
});
