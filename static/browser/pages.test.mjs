// SPDX-License-Identifier: Apache-2.0
// Every page in both languages, in a real browser, on a real kernel.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { launch, watch } from './browser.mjs';
import { serve } from './server.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const paths = ['', 'lessons/header-anatomy', 'lessons/hello-kernel', 'lessons/hello-everyone'];
const patience = { timeout: 60_000 };

let server, browser;
before(async () => {
  server = await serve();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  assert.equal(await server?.end(), 0);
});

/** ready waits until the page's lab has its codec. */
const ready = page => page.locator('nl-lab[ready]').first().waitFor(patience);

async function violations(page) {
  // The page's policy forbids injected scripts; the protocol's evaluate does not ask it.
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return result.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(' ')).join(', ')}`);
}

for (const lang of ['en', 'zh']) {
  for (const path of paths) {
    for (const colorScheme of ['light', 'dark']) {
      test(`${lang}/${path} is sound in ${colorScheme}`, async () => {
        const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce' });
        const { page, troubles } = await watch(context, server.url);
        await page.goto(`${server.url}${lang}/${path}`);
        await ready(page);
        assert.deepEqual(await violations(page), []);
        assert.deepEqual(troubles, []);
        await context.close();
      });
    }
  }

  test(`${lang}: a typed message goes to the kernel and comes back`, async () => {
    const context = await browser.newContext();
    const { page, troubles } = await watch(context, server.url);
    await page.goto(`${server.url}${lang}/lessons/hello-kernel`);
    await ready(page);
    await page.locator('nl-fields input[aria-label="payload"]').fill('"typed here"');
    await page.locator('nl-run button.primary:not([hidden])').click();
    await page.locator('nl-run .verdict:has-text("✓")').waitFor(patience);
    const words = await page.locator('.events').innerText();
    assert.match(words, /received 10 bytes from port 1, type 0x10: typed here/);
    assert.match(await page.locator('nl-run .verdict').innerText(), /26/);
    await page.locator('nl-timeline .message.received').first().dispatchEvent('click');
    assert.match(await page.locator('.inspect').innerText(), /typed here/);
    assert.deepEqual(troubles, []);
    await context.close();
  });

  test(`${lang}: two listeners hear the greeting`, async () => {
    const context = await browser.newContext();
    const { page, troubles } = await watch(context, server.url);
    await page.goto(`${server.url}${lang}/lessons/hello-everyone`);
    await ready(page);
    await page.locator('nl-run button.primary:not([hidden])').click();
    await page.locator('nl-run .verdict:has-text("✓")').waitFor(patience);
    const messages = page.locator('nl-timeline .message.received');
    let greeted = 0;
    for (let i = 0; i < await messages.count(); i++) {
      await messages.nth(i).dispatchEvent('click');
      if (/Greeting from kernel!/.test(await page.locator('.inspect').innerText())) greeted++;
    }
    assert.equal(greeted, 2);
    assert.deepEqual(troubles, []);
    await context.close();
  });
}

test('what was typed survives a reload, and can be taken back', async () => {
  const context = await browser.newContext();
  const { page } = await watch(context, server.url);
  await page.goto(`${server.url}en/lessons/header-anatomy`);
  await ready(page);
  await page.locator('nl-bytes .byte').first().click();
  await page.keyboard.type('18');
  assert.equal(await page.locator('nl-fields input[aria-label="nlmsg_len"]').inputValue(), '24');
  await page.reload();
  await ready(page);
  assert.equal(await page.locator('nl-fields input[aria-label="nlmsg_len"]').inputValue(), '24');
  await page.getByRole('button', { name: 'Lesson\'s bytes' }).click();
  assert.equal(await page.locator('nl-fields input[aria-label="nlmsg_len"]').inputValue(), '21');
  await context.close();
});

test('without JavaScript the lesson can be read', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const { page, troubles } = await watch(context, server.url);
  await page.goto(`${server.url}zh/lessons/header-anatomy`);
  assert.match(await page.locator('main').innerText(), /nlmsg_len/);
  assert.ok(await page.locator('nl-bytes .byte').count() >= 21);
  assert.deepEqual(troubles, []);
  await context.close();
});
