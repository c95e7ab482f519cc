// SPDX-License-Identifier: Apache-2.0
// Compiles the codec for the browser. Go's own build cache makes it quick.
import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Without inlining of our own functions the code is a twentieth smaller. */
const noInlining = ['-gcflags=netlinklab/...=-l'];

/**
 * The decoder of large dumps is left as it is: it would take twice the time. What
 * is not hot in it, and stands in many places, says go:noinline.
 */
const quickDecoder = [...noInlining, '-gcflags=netlinklab/wasm/nlmsg=', '-gcflags=netlinklab/wasm/nlspec='];

/**
 * The two builds of wasm/: lessons have the tables that they need, so that a
 * phone is not kept waiting; the workbench has all, and reads captures. What
 * their flags cost and gain is measured by `netlinklab bench wasm|codec`.
 */
export const codecs = [
  { key: 'codec.wasm', tags: 'lesson', flags: noInlining },
  { key: 'workbench.wasm', tags: '', flags: quickDecoder },
];

/** buildWasm returns the bytes of one build. @param {{key: string, tags: string, flags?: string[]}} codec */
export async function buildWasm(root, scratch, { key, tags, flags = noInlining }) {
  await mkdir(scratch, { recursive: true });
  const out = join(scratch, key);
  const env = { ...process.env, GOOS: 'js', GOARCH: 'wasm' };
  await run('go', ['build', '-trimpath', '-ldflags=-s -w', ...flags, `-tags=${tags}`, '-o', out, './wasm'], { cwd: root, env });
  return readFile(out);
}

/** wasmExec finds Go's loader, which must be of the compiler's own version. */
export async function wasmExec() {
  const { stdout } = await run('go', ['env', 'GOROOT']);
  return join(stdout.trim(), 'lib', 'wasm', 'wasm_exec.js');
}
