// SPDX-License-Identifier: Apache-2.0
// What the compiler is asked for: a job for each build, with the files that it
// can see and no others, so that a change elsewhere leaves its result valid.

/** @typedef {import('./drafts.js').File} File */
/** @typedef {{kind: 'module' | 'program' | 'go', main: string, name?: string, out: string}} Build */
/** @typedef {{kind: string, main: string, name?: string, files: Record<string, string>}} Job */

/** What else a build of a kind reads, by name. @type {Record<string, RegExp>} */
const seen = { module: /\.h$/, program: /\.h$/, go: /\.go$/ };

/** jobOf is a build of some files. @param {Build} build @param {File[]} files @returns {Job} */
export function jobOf(build, files) {
  const mine = files.filter(f => f.name === build.main || seen[build.kind]?.test(f.name));
  return {
    kind: build.kind, main: build.main, ...build.name ? { name: build.name } : {},
    files: Object.fromEntries(mine.map(f => [f.name, f.text])),
  };
}

/** moduleOf is what rmmod calls a module. @param {Build} build */
export const moduleOf = build => build.name || build.out.replace(/\.ko$/, '');

/** withIDs is a program whose files are what was compiled. @param {any} program @param {Record<string, string>} ids by the build's out */
export function withIDs(program, ids) {
  const filled = structuredClone(program);
  for (const f of filled.files ?? []) f.id = ids[f.name] ?? f.id;
  return filled;
}
