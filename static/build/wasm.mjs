// SPDX-License-Identifier: Apache-2.0
// Compiles the codec for the browser. Go's own build cache makes it quick.
import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** buildWasm returns the bytes of the compiled wasm/ package. */
export async function buildWasm(root, scratch) {
  await mkdir(scratch, { recursive: true });
  const out = join(scratch, 'codec.wasm');
  const env = { ...process.env, GOOS: 'js', GOARCH: 'wasm' };
  await run('go', ['build', '-trimpath', '-ldflags=-s -w', '-o', out, './wasm'], { cwd: root, env });
  return readFile(out);
}

/** wasmExec finds Go's loader, which must be of the compiler's own version. */
export async function wasmExec() {
  const { stdout } = await run('go', ['env', 'GOROOT']);
  return join(stdout.trim(), 'lib', 'wasm', 'wasm_exec.js');
}
