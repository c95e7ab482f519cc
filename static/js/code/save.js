// SPDX-License-Identifier: Apache-2.0
// A zip archive of what the reader wrote, made in the page.
import { strToU8, zipSync } from 'fflate';
import { make } from '../dom.js';

/** archive is a folder as a zip. @param {string} folder @param {import('./drafts.js').File[]} files */
export function archive(folder, files) {
  return zipSync(Object.fromEntries(files.map(f => [`${folder}/${f.name}`, strToU8(f.text)])));
}

/** save offers it to the reader. @param {string} folder @param {import('./drafts.js').File[]} files */
export function save(folder, files) {
  const url = URL.createObjectURL(new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (archive(folder, files))], { type: 'application/zip' }));
  make('a', { href: url, download: `${folder}.zip` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser has read it long before
}
