// SPDX-License-Identifier: Apache-2.0
// What every file of browser tests begins and ends with.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { launch, watch } from './browser.mjs';
import { serve } from './server.mjs';

/** setting has a server, started with flags, and a browser while a file's tests run; the server must end well. */
export function setting(...flags) {
  const here = {
    server: null,
    browser: null,
    /** visit opens a path of the site in a context of its own. */
    async visit(path, options) {
      const context = await here.browser.newContext(options);
      const { page, troubles } = await watch(context, here.server.url);
      await page.goto(`${here.server.url}${path}`);
      return { context, page, troubles };
    },
  };
  before(async () => {
    here.server = await serve(...flags);
    here.browser = await launch();
  });
  after(async () => {
    await here.browser?.close();
    assert.equal(await here.server?.end(), 0);
  });
  return here;
}
