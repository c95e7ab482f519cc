// SPDX-License-Identifier: Apache-2.0
// The program on a port of its own, for tests.
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../build/netlinklab', import.meta.url));

/**
 * serve starts the program with flags, waits until it has machines or says that
 * it has none, and gives its address and ways to end it.
 */
export async function serve(...flags) {
  return start('127.0.0.1:0', flags);
}

async function start(addr, flags) {
  const child = spawn(program, ['serve', '-addr', addr, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  const log = [];
  const settled = new Promise(resolve => {
    createInterface({ input: child.stderr }).on('line', l => {
      log.push(l);
      if (/machines are being warmed up|no machines/.test(l)) resolve();
    });
  });
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', l => {
      const m = /https?:\/\/\S+/.exec(l);
      if (m) resolve(m[0]);
    });
    child.on('error', reject);
    child.on('exit', code => reject(new Error(`the program ended with ${code}\n${log.join('\n')}`)));
  });
  const ended = new Promise(resolve => child.on('exit', code => resolve(code)));
  await settled;
  return {
    url, log,
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
    /** again starts the program at the same address once this one has ended. */
    async again() {
      await ended;
      return start(new URL(url).host, flags);
    },
    /** machines are the process ids of its QEMUs. */
    machines: () => below(child.pid).filter(p => p.name.startsWith('qemu')).map(p => p.pid),
  };
}

/** below lists the descendants of a process, from /proc. */
function below(root) {
  const all = readdirSync('/proc').filter(n => /^\d+$/.test(n)).flatMap(n => {
    try {
      const [, name, rest] = /\((.*)\) . (\d+)/s.exec(readFileSync(`/proc/${n}/stat`, 'utf8'));
      return [{ pid: Number(n), name, parent: Number(rest) }];
    } catch {
      return []; // it has just ended
    }
  });
  const of = parent => all.filter(p => p.parent === parent).flatMap(p => [p, ...of(p.pid)]);
  return of(root);
}
