// SPDX-License-Identifier: Apache-2.0
// What the last build was made from, so that an unchanged tree costs nothing.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * hashTree hashes the names and contents of files below the given paths, one
 * after the other: hundreds of small files are read faster so.
 */
export function hashTree(root, paths) {
  const hash = createHash('sha256').update(process.version);
  for (const path of paths) {
    for (const file of filesBelow(join(root, path))) {
      hash.update(file).update('\0').update(readFileSync(file));
    }
  }
  return hash.digest('hex');
}

function filesBelow(path) {
  const info = statSync(path, { throwIfNoEntry: false });
  if (!info) return [];
  if (info.isFile()) return [path];
  const entries = readdirSync(path, { withFileTypes: true, recursive: true });
  return entries.filter(e => e.isFile()).map(e => join(e.parentPath, e.name)).sort();
}

/** Stamp is a file that holds the hash of the last build's inputs. */
export class Stamp {
  constructor(file) { this.file = file; }

  async matches(inputs) {
    return (await readFile(this.file, 'utf8').catch(() => '')) === inputs;
  }

  async write(inputs) {
    await mkdir(dirname(this.file), { recursive: true });
    await writeFile(this.file, inputs);
  }
}
