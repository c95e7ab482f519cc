// SPDX-License-Identifier: Apache-2.0
// What the reader takes home: the files, and what builds them on their own Linux.
import { moduleOf } from './jobs.js';

/** @typedef {import('./drafts.js').File} File */
/** @typedef {import('./jobs.js').Build} Build */

/** The version that Go programs here are compiled with (go.mod). */
const netlink = 'github.com/mdlayher/netlink v1.11.2';
const goVersion = '1.25.0';

const stem = (/** @type {string} */ name) => name.replace(/\.\w+$/, '');

/** kbuild tells the kernel's own build what to make (Documentation/kbuild/modules.rst). @param {Build[]} modules */
function kbuild(modules) {
  return modules.map(m => {
    const name = moduleOf(m);
    return `obj-m += ${name}.o\n${name === stem(m.main) ? '' : `${name}-y := ${stem(m.main)}.o\n`}`;
  }).join('');
}

/** makefile makes all builds. @param {Build[]} builds */
function makefile(builds) {
  const of = (/** @type {string} */ kind) => builds.filter(b => b.kind === kind);
  const modules = of('module');
  const lines = [`KDIR ?= /lib/modules/$(shell uname -r)/build`, `CFLAGS ?= -std=gnu17 -O1 -g -Wall -Wextra`, ''];
  const rest = builds.filter(b => b.kind !== 'module').map(b => b.out);
  lines.push(`all: ${[...modules.length ? ['modules'] : [], ...rest].join(' ')}`, '');
  if (modules.length) lines.push('modules:', '\t$(MAKE) -C $(KDIR) M=$(CURDIR) modules', '');
  for (const b of of('program')) lines.push(`${b.out}: ${b.main}`, '\t$(CC) $(CFLAGS) -o $@ $<', '');
  for (const b of of('go')) lines.push(`${b.out}: ${b.main} go.sum`, '\tgo build -o $@ .', '');
  if (of('go').length) lines.push('go.sum: go.mod', '\tgo mod tidy', '');
  lines.push('clean:');
  if (modules.length) lines.push('\t$(MAKE) -C $(KDIR) M=$(CURDIR) clean');
  if (rest.length) lines.push(`\trm -f ${rest.join(' ')}`);
  lines.push('', `.PHONY: all clean${modules.length ? ' modules' : ''}`, '');
  return lines.join('\n');
}

/**
 * pack gives the files of an archive.
 * @param {{name: string, files: File[], builds: Build[], readme: string}} what readme says what to do with it
 * @returns {File[]}
 */
export function pack({ name, files, builds, readme }) {
  const modules = builds.filter(b => b.kind === 'module');
  const more = [{ name: 'Makefile', text: makefile(builds) }, { name: 'README', text: readme }];
  if (modules.length) more.push({ name: 'Kbuild', text: kbuild(modules) });
  if (builds.some(b => b.kind === 'go')) more.push({ name: 'go.mod', text: `module ${name}\n\ngo ${goVersion}\n\nrequire ${netlink}\n` });
  return [...files, ...more];
}
