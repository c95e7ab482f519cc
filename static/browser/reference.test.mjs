// SPDX-License-Identifier: Apache-2.0
// The reference and the byte view for other people's pages, in a real browser.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { watch } from './browser.mjs';
import { violations } from './lab.mjs';
import { setting } from './setting.mjs';

const patience = { timeout: 30_000 };

const here = setting();

for (const lang of ['en', 'zh']) {
  for (const colorScheme of ['light', 'dark']) {
    test(`${lang}: reference and embedding are sound in ${colorScheme}`, async () => {
      const context = await here.browser.newContext({ colorScheme, reducedMotion: 'reduce' });
      const { page, troubles } = await watch(context, here.server.url);
      for (const path of ['reference', 'reference?q=mtu', 'reference/rt-addr', 'reference/nlctrl', 'embed#hex=14000000120001030100000000000000&protocol=0', 'embedding']) {
        await page.goto(`${here.server.url}${lang}/${path}`);
        if (path.startsWith('embed#')) await page.locator('nl-embed[ready]').waitFor(patience);
        if (path === 'embedding') await page.frameLocator('iframe').locator('nl-embed[ready]').waitFor(patience);
        assert.deepEqual(await violations(page), [], path);
      }
      assert.deepEqual(troubles, []);
      await context.close();
    });
  }
}

test('the reference is searched without JavaScript', async () => {
  const { context, page } = await here.visit('en/reference', { javaScriptEnabled: false });
  await page.locator('#q').fill('ifla_mtu');
  await page.locator('form.search button').click();
  await page.locator('table.found a').first().click();
  assert.match(page.url(), /reference\/rt-link#set-link-attrs\.IFLA_MTU$/);
  assert.match(await page.locator('tr:target').innerText(), /IFLA_MTU\s+u32/);
  await context.close();
});

test('"try it" leads to the form of the operation on the workbench', async () => {
  const { context, page, troubles } = await here.visit('en/reference/rt-link');
  await page.locator('#op-getlink .try').click();
  await page.locator('nl-workbench[ready]').waitFor(patience);
  assert.equal(await page.locator('#form-operation option:checked').innerText(), 'getlink');
  await page.locator('dialog.build .put').click();
  assert.equal(await page.locator('nl-workbench .title').innerText(), 'RTM_GETLINK');
  assert.deepEqual(troubles, []);
  await context.close();
});

test('a page of another origin shows a message with the element and with a frame', async () => {
  const context = await here.browser.newContext();
  const hex = '14000000120001030100000000000000';
  const elsewhere = createServer((_, answer) => {
    answer.setHeader('Content-Type', 'text/html');
    answer.end(`<!DOCTYPE html><link rel="icon" href="data:,"><script type="module" src="${here.server.url}embed.js"></script>
    <netlink-bytes hex="${hex}" protocol="0" lang="zh"></netlink-bytes>
    <iframe id="plain" src="${here.server.url}en/embed#protocol=0&hex=${hex}"></iframe>`);
  });
  await new Promise(done => elsewhere.listen(0, '127.0.0.1', done));
  const page = await context.newPage();
  await page.goto(`http://localhost:${elsewhere.address().port}/`);
  for (const frame of [page.frameLocator('netlink-bytes iframe'), page.frameLocator('#plain')]) {
    await frame.locator('nl-embed[ready]').waitFor(patience);
    assert.match(await frame.locator('.said').innerText(), /RTM_GETLINK/);
    assert.equal(await frame.locator('.byte').count(), 16);
  }
  await page.waitForFunction(() => document.querySelector('netlink-bytes').shadowRoot.querySelector('iframe').style.height !== '24rem', null, patience);
  await context.close();
  elsewhere.closeAllConnections();
  await new Promise(done => elsewhere.close(done));
});

test('only the byte view may stand in a frame elsewhere', async () => {
  const policy = async path => (await fetch(`${here.server.url}${path}`)).headers.get('content-security-policy');
  assert.match(await policy('en/embed'), /frame-ancestors \*/);
  for (const path of ['en/workbench', 'en/embedding', 'en/reference', 'en/']) assert.match(await policy(path), /frame-ancestors 'self'/, path);
});
