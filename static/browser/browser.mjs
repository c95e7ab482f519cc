// SPDX-License-Identifier: Apache-2.0
// Debian's Chromium, or on Ubuntu Playwright's, and a page that remembers everything that went wrong on it.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const candidates = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', chromium.executablePath()];

export async function launch() {
  const executablePath = candidates.find(p => p && existsSync(p));
  if (!executablePath) throw new Error('no Chromium; install it with: apt-get install chromium (Ubuntu: npx playwright-core install --with-deps chromium)');
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
}

/** watch gives a page of a context with the list of its troubles. */
export async function watch(context, home) {
  const page = await context.newPage();
  const troubles = [];
  page.on('console', m => { if (m.type() === 'error' || m.type() === 'warning') troubles.push(`console: ${m.text()}`); });
  page.on('pageerror', e => troubles.push(`error: ${e.message}`));
  page.on('request', r => {
    const u = new URL(r.url());
    if (u.protocol !== 'data:' && u.host !== new URL(home).host) troubles.push(`request to another host: ${r.url()}`);
  });
  page.on('response', r => { if (r.status() >= 400) troubles.push(`${r.status()}: ${r.url()}`); });
  return { page, troubles };
}
