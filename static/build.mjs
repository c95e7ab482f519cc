// SPDX-License-Identifier: Apache-2.0
// Builds the front end into dist/: `node build.mjs [--quiet] [--no-wasm]`.
//
//   js/page.js, lab.js, … ──esbuild──▶ ES modules, split in chunks ┐
//   css/*.css ────────────esbuild──▶ one style sheet, its fonts    ├─▶ hashed names, .br and .gz, manifest.json
//   wasm/*.go ─────────────────go──▶ codec.wasm, workbench.wasm    ┘
//
// Nothing is done when no input changed since the last build, and a part that
// did not change is not compressed again.
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stamp, hashTree } from './build/stamp.mjs';
import { buildWasm, codecs } from './build/wasm.mjs';
import { Dist } from './build/dist.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const scratch = join(root, 'build', 'static');
const quiet = process.argv.includes('--quiet');
const withWasm = !process.argv.includes('--no-wasm');
const began = performance.now();
const say = text => quiet || console.log(`static: ${text} (${((performance.now() - began) / 1000).toFixed(1)} s)`);

const stamp = new Stamp(join(scratch, 'stamp'));
const inputs = hashTree(root, [
  'static/js', 'static/css', 'static/build', 'static/build.mjs', 'static/package-lock.json', 'go.mod',
  ...(withWasm ? ['wasm'] : []),
]);
const dist = new Dist(join(here, 'dist'), join(scratch, 'compressed'));

if (await stamp.matches(inputs) && await dist.isWhole()) {
  say('nothing to do');
} else {
  dist.begin();
  if (withWasm) {
    for (const codec of codecs) {
      const name = await dist.add(codec.key, await buildWasm(root, scratch, codec));
      say(`wasm built: ${name}`);
    }
  }
  const { bundle } = await import('./build/bundle.mjs'); // esbuild, which a start with nothing to do spares itself
  const outputs = await bundle(here);
  for (const out of outputs) await dist.addNamed(out.key, out.name, out.bytes);
  say(`${outputs.length} files bundled`);
  await dist.finish();
  await stamp.write(inputs);
  say(`dist written: ${dist.summary()}`);
}
