// SPDX-License-Identifier: Apache-2.0
// Compiles the codec for the browser. Go's own build cache makes it quick.
import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * The two builds of wasm/: lessons have the tables that they need, so that a
 * phone is not kept waiting; the workbench has all, and reads captures.
 */
export const codecs = [
  { key: 'codec.wasm', tags: 'lesson' },
  { key: 'workbench.wasm', tags: '' },
];

/**
 * Without inlining of our own functions what a reader downloads is a tenth
 * smaller; `netlinklab bench codec` measures what that costs.
 */
const noInlining = '-gcflags=netlinklab/...=-l';

/** buildWasm returns the bytes of one build. */
export async function buildWasm(root, scratch, { key, tags }) {
  await mkdir(scratch, { recursive: true });
  const out = join(scratch, key);
  const env = { ...process.env, GOOS: 'js', GOARCH: 'wasm' };
  await run('go', ['build', '-trimpath', '-ldflags=-s -w', noInlining, `-tags=${tags}`, '-o', out, './wasm'], { cwd: root, env });
  return readFile(out);
}

/** wasmExec finds Go's loader, which must be of the compiler's own version. */
export async function wasmExec() {
  const { stdout } = await run('go', ['env', 'GOROOT']);
  return join(stdout.trim(), 'lib', 'wasm', 'wasm_exec.js');
}
