// SPDX-License-Identifier: Apache-2.0
// The folder that is embedded in the program: hashed names, compressed twins,
// manifest.json. Compression is cached by content.
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

const brotli = promisify(zlib.brotliCompress);
const gzip = promisify(zlib.gzip);
const digest = bytes => createHash('sha256').update(bytes).digest('hex');

/** Formats that are compressed already. */
const packed = new Set(['.woff2', '.png']);

export class Dist {
  constructor(dir, cache) {
    this.dir = dir;
    this.cache = cache;
  }

  /** isWhole says whether every file that the manifest names is there. */
  async isWhole() {
    const text = await readFile(join(this.dir, 'manifest.json'), 'utf8').catch(() => '');
    if (!text) return false;
    const there = new Set(await readdir(this.dir));
    return JSON.parse(text).files.every(f => there.has(f));
  }

  begin() {
    this.assets = {};
    this.files = new Map();
  }

  /** add stores bytes as name-HASH.ext and returns that name. */
  async add(key, bytes) {
    const ext = extname(key);
    const name = `${key.slice(0, -ext.length)}-${digest(bytes).slice(0, 8)}${ext}`;
    await this.addNamed(key, name, bytes);
    return name;
  }

  /** addNamed stores bytes under a name that holds a hash already. */
  async addNamed(key, name, bytes) {
    if (key) this.assets[key] = name;
    this.files.set(name, bytes);
    if (packed.has(extname(name))) return;
    this.files.set(`${name}.br`, await this.#cached('br', bytes, () => brotli(bytes, {
      params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    })));
    this.files.set(`${name}.gz`, await this.#cached('gz', bytes, () => gzip(bytes, { level: 9 })));
  }

  /** finish writes what is new and removes what is no longer named. */
  async finish() {
    await mkdir(this.dir, { recursive: true });
    const there = new Set(await readdir(this.dir));
    for (const [name, bytes] of this.files) {
      if (!there.has(name)) await writeFile(join(this.dir, name), bytes);
    }
    const manifest = { assets: this.assets, files: [...this.files.keys()].sort() };
    await writeFile(join(this.dir, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
    for (const name of there) {
      if (!this.files.has(name) && name !== '.keep' && name !== 'manifest.json') await rm(join(this.dir, name));
    }
  }

  summary() {
    return Object.entries(this.assets)
      .map(([key, name]) => `${key} ${((this.files.get(`${name}.br`) ?? this.files.get(name)).length / 1024).toFixed(1)} KiB`).join(', ');
  }

  async #cached(ext, bytes, compress) {
    const file = join(this.cache, `${digest(bytes)}.${ext}`);
    const known = await readFile(file).catch(() => null);
    if (known) return known;
    const made = await compress();
    await mkdir(this.cache, { recursive: true });
    await writeFile(file, made);
    return made;
  }
}
