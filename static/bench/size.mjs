// SPDX-License-Identifier: Apache-2.0
// What a reader downloads, against the smallest Go program that prints a line.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { buildWasm, codecs } from '../build/wasm.mjs';

const run = promisify(execFile);
const brotli = promisify(zlib.brotliCompress);
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const hello = `package main

import "fmt"

func main() { fmt.Println("hello") }
`;

const smallest = async bytes => (await brotli(bytes, {
  params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
})).length;

/** sizes builds all three and gives their bytes after brotli at its best. */
export async function sizes() {
  const scratch = await mkdtemp(join(tmpdir(), 'netlinklab-bench-'));
  try {
    const built = {};
    for (const codec of codecs) built[codec.key] = await buildWasm(root, scratch, codec);
    await writeFile(join(scratch, 'go.mod'), 'module hello\n');
    // buildWasm takes the program in ./wasm of the folder that it is given.
    await mkdir(join(scratch, 'wasm'));
    await writeFile(join(scratch, 'wasm', 'main.go'), hello);
    built.hello = await buildWasm(scratch, scratch, { key: 'hello.wasm', tags: '' });
    const { stdout } = await run('go', ['env', 'GOVERSION']);
    const [codec, hi, workbench] = await Promise.all([built['codec.wasm'], built.hello, built['workbench.wasm']].map(smallest));
    return { wasm_brotli_bytes: codec, hello_brotli_bytes: hi, workbench_brotli_bytes: workbench, go: stdout.trim() };
  } finally {
    await rm(scratch, { recursive: true });
  }
}
