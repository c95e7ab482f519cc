// SPDX-License-Identifier: Apache-2.0
// Every page in both languages, as it comes; English in light, Chinese in dark,
// and the longest page in both.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watch } from './browser.mjs';
import { ready, violations } from './lab.mjs';
import { serve } from './server.mjs';
import { setting } from './setting.mjs';

const labs = ['', 'lessons/header-anatomy', 'lessons/hello-kernel', 'lessons/hello-everyone'];

const here = setting();

for (const lang of ['en', 'zh']) {
  for (const path of [...labs, 'how']) {
    const schemes = path === 'lessons/hello-kernel' ? ['light', 'dark'] : [lang === 'en' ? 'light' : 'dark'];
    test(`${lang}/${path} is sound in ${schemes.join(' and ')}`, async () => {
      const { context, page, troubles } = await here.visit(`${lang}/${path}`, { reducedMotion: 'reduce', colorScheme: schemes[0] });
      if (labs.includes(path)) await ready(page);
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violations(page), [], colorScheme);
      }
      assert.deepEqual(troubles, []);
      await context.close();
    });
  }

  test(`${lang}: a page that is not there says so, and leads home`, async () => {
    const context = await here.browser.newContext();
    const page = await context.newPage();
    const answer = await page.goto(`${here.server.url}${lang}/lessons/none`);
    assert.equal(answer.status(), 404);
    assert.deepEqual(await violations(page), []);
    await page.locator('main a').click();
    assert.equal(page.url(), `${here.server.url}${lang}/`);
    await context.close();
  });
}

test('below a base path everything is found, the websocket too', async () => {
  const deep = await serve('-base', '/docs/netlink', '-warm', '1');
  const context = await here.browser.newContext();
  const { page, troubles } = await watch(context, deep.url);
  await page.goto(deep.url);
  await ready(page);
  assert.match(page.url(), /\/docs\/netlink\/(en|zh)\/$/);
  await page.locator('nl-lab nl-run button.primary:not([hidden])').click();
  await page.locator('.timeline-head .verdict:has-text("✓")').waitFor({ timeout: 60_000 });
  assert.deepEqual(troubles, []);
  await context.close();
  await deep.end();
});
