// SPDX-License-Identifier: Apache-2.0
// The program on a port of its own, for tests.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../build/netlinklab', import.meta.url));

/** serve starts the program and gives its address and a way to end it. */
export async function serve(...flags) {
  const child = spawn(program, ['serve', '-addr', '127.0.0.1:0', ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  const log = [];
  createInterface({ input: child.stderr }).on('line', l => log.push(l));
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', l => {
      const m = /https?:\/\/\S+/.exec(l);
      if (m) resolve(m[0]);
    });
    child.on('error', reject);
    child.on('exit', code => reject(new Error(`the program ended with ${code}\n${log.join('\n')}`)));
  });
  const ended = new Promise(resolve => child.on('exit', code => resolve(code)));
  return {
    url, log,
    async end() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
