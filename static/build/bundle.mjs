// SPDX-License-Identifier: Apache-2.0
// Bundles scripts and style sheets with esbuild, in memory.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { wasmExec } from './wasm.mjs';

/** Sheets that come first, in this order; the others follow by name. */
const first = ['base', 'type', 'layout', 'page'];

const shared = {
  bundle: true, minify: true, write: false, metafile: true, charset: 'utf8',
  target: ['chrome120', 'firefox121', 'safari17.2'], entryNames: '[name]-[hash]', logLevel: 'warning',
};

/**
 * bundle returns every output as {key, name, bytes}; key is what the manifest
 * calls it ("lab.js"), or '' for a chunk that only other files name. A font's
 * key is its file's name, for pages that ask for it early.
 */
export async function bundle(dir) {
  const entries = ['page', 'lab', 'code', 'workbench', 'embed', 'embed-element'].map(n => join(dir, 'js', `${n}.js`)).filter(f => existsSync(f));
  const scripts = await build({
    ...shared, entryPoints: entries, outdir: join(dir, 'dist'), format: 'esm', splitting: true,
    chunkNames: 'part-[name]-[hash]', alias: { 'go-wasm-exec': await wasmExec() },
    banner: { js: '// SPDX-License-Identifier: Apache-2.0' }, loader: { '.pcap': 'binary', '.css': 'text' },
  });
  const styles = await build({
    ...shared, stdin: { contents: await styleEntry(join(dir, 'css')), resolveDir: dir, loader: 'css', sourcefile: 'style.css' },
    outdir: join(dir, 'dist'), entryNames: 'style-[hash]', assetNames: '[name]-[hash]',
    loader: { '.woff2': 'file', '.svg': 'dataurl' },
  });
  return [...outputs(scripts), ...outputs(styles)];
}

function outputs(result) {
  const keys = new Map(Object.entries(result.metafile.outputs).map(([path, o]) => {
    if (!o.entryPoint) return [basename(path), ''];
    return [basename(path), o.entryPoint === '<stdin>' || o.entryPoint.endsWith('style.css') ? 'style.css' : basename(o.entryPoint)];
  }));
  return result.outputFiles.map(f => {
    const name = basename(f.path);
    const font = /^(.+)-[A-Z0-9]{8}\.woff2$/.exec(name);
    const key = font ? `${font[1]}.woff2` : keys.get(name) || (name.startsWith('style-') && name.endsWith('.css') ? 'style.css' : '');
    return { key, name, bytes: f.contents };
  });
}

async function styleEntry(dir) {
  const files = (await readdir(dir).catch(() => [])).filter(f => f.endsWith('.css'));
  const rank = f => {
    const i = first.findIndex(p => f.startsWith(p));
    return i < 0 ? first.length : i;
  };
  files.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return files.map(f => `@import "./css/${f}";`).join('\n');
}
