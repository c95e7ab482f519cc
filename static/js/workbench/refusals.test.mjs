// SPDX-License-Identifier: Apache-2.0
// Every sentence with which the codec refuses a document has its Chinese.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import { inChinese, refusals } from './refusals.js';

/** sources gives the Go files of a package. */
function sources(name) {
  const folder = new URL(`../../../wasm/${name}/`, import.meta.url);
  return readdirSync(folder).filter(f => f.endsWith('.go') && !f.endsWith('_test.go')).map(f => [f, readFileSync(new URL(f, folder), 'utf8')]);
}

/** literals gives the texts in a piece of Go. */
const literals = go => [...go.matchAll(/"((?:[^"\\]|\\.)*)"|`([^`]*)`/g)].map(m => m[2] ?? JSON.parse(`"${m[1]}"`));

test('no sentence of the codec is missing', () => {
  const english = refusals.map(r => r[0]).join('\n');
  let seen = 0;
  for (const [file, go] of [...sources('nlbuild'), ...sources('jsondoc')]) {
    // Sentences stand in calls of fail, in what wanted returns, and in reasons.
    for (const line of go.split('\n').filter(l => /\.fail\(|\bwhere :?= |err\.Text = |\bhint = |^\treturn "an?? |^\t\t+return "an? |return format, .*"/.test(l))) {
      for (const text of literals(line).filter(s => s.length > 3 && /[a-z] [a-z]/.test(s))) {
        seen++;
        const parts = text.trim().replace(/^[:;] ?/, '');
        assert.ok(english.includes(parts), `${file}: ${text}`);
      }
    }
  }
  assert.ok(seen > 50, `${seen} sentences found`);
});

test('what stands in a sentence keeps its place, and is told as well', () => {
  assert.equal(inChinese('a number of 16 bits is needed, not "seven"'), '这里要填 16 位的数字，不能是"seven"');
  assert.equal(inChinese('a number or a name is needed, not an object'), '这里要填数字或名称，不能是对象');
  assert.equal(inChinese('the set IFLA_… has no such attribute: did you mean IFLA_MTU?'), '属性集 IFLA_… 里没有这个属性。是不是 IFLA_MTU？');
  assert.equal(inChinese('IFLA_INFO_KIND has to say how this is written; write the bytes in hex'), '这里的格式要由 IFLA_INFO_KIND 决定；请用十六进制写出字节');
  assert.equal(inChinese('line 3: a comma or } is expected'), '第 3 行：这里应当是逗号或 }');
  assert.equal(inChinese('struct ifinfomsg is an object {…}, not a text'), 'struct ifinfomsg 要写成对象 {…}，不能是文本');
  assert.equal(inChinese('a hardware address such as 02:00:00:00:00:01 is needed: hex bytes need two digits each, such as 68 65'),
    '这里要填硬件地址，例如 02:00:00:00:00:01：十六进制字节要写满两位，例如 68 65');
});

test('a sentence that nobody knows stays as it is', () => {
  assert.equal(inChinese('the moon is not full'), 'the moon is not full');
});
