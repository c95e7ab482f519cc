// SPDX-License-Identifier: Apache-2.0
// With less than a whole browser: no scripts, no WebAssembly or a slow one, no
// motion, paper.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watch } from './browser.mjs';
import { press, ready, verdict, violations } from './lab.mjs';
import { setting } from './setting.mjs';

const here = setting('-warm', '1');

for (const lang of ['en', 'zh']) {
  test(`${lang}: without JavaScript the lesson, its bytes and its recorded run can be read`, async () => {
    const { context, page, troubles } = await here.visit(`${lang}/lessons/header-anatomy`, { javaScriptEnabled: false });
    assert.match(await page.locator('main').innerText(), /nlmsg_len/);
    assert.equal(await page.locator('nl-bytes .byte').count(), 21);
    assert.ok(await page.locator('nl-lab .events li:visible').count() > 8);
    assert.equal(await page.locator('nl-lab nl-run noscript').count(), 1);
    await page.locator('nl-lab .log summary').click();
    assert.match(await page.locator('nl-lab .log pre').innerText(), /received 5 bytes/);
    await page.locator('.drawer summary').click();
    assert.ok(await page.locator('.drawer a:visible').count() >= 3);
    assert.equal(await page.locator('#find, #theme, [data-finish]').filter({ visible: true }).count(), 0, 'nothing is offered that would not work');
    assert.deepEqual(troubles, []);
    await context.close();
  });
}

test('before the codec arrives the page is whole, and nothing moves when it does', async () => {
  const context = await here.browser.newContext({ viewport: { width: 1440, height: 900 } });
  const { page, troubles } = await watch(context, here.server.url);
  let arrive;
  const held = new Promise(resolve => { arrive = resolve; });
  await page.route('**/*.wasm', async route => {
    await held;
    await route.continue();
  });
  await page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) window.shift += e.value; }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(`${here.server.url}en/lessons/hello-kernel`);
  await page.locator('nl-lab nl-run .status', { hasText: 'loading' }).waitFor();
  assert.ok(await page.locator('nl-lab nl-timeline .message').count() >= 2, 'the recorded run is drawn');
  assert.equal(await page.locator('nl-lab nl-run button.primary:not([hidden])').isDisabled(), true);
  assert.deepEqual(await violations(page), []);
  const place = () => page.locator('nl-lab nl-run').boundingBox().then(b => b.y);
  const before = await place();
  await page.evaluate(() => { window.shift = 0; });
  arrive();
  await ready(page);
  assert.equal(await place(), before);
  const shift = await page.evaluate(() => window.shift);
  assert.ok(shift < 0.02, `layout shift is ${shift}`);
  await press(page);
  assert.match(await verdict(page), /^✓/);
  assert.deepEqual(troubles, []);
  await context.close();
});

test('a codec that does not load is said, with what to do', async () => {
  const context = await here.browser.newContext();
  const page = await context.newPage();
  await page.route('**/*.wasm', route => route.abort());
  await page.goto(`${here.server.url}zh/lessons/hello-kernel`);
  await page.locator('nl-lab nl-run .status', { hasText: '编解码器没有加载成功' }).waitFor();
  assert.ok(await page.locator('nl-lab nl-timeline .message').count() >= 2);
  await context.close();
});

test('who wants no motion gets none', async () => {
  const context = await here.browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(`${here.server.url}en/`);
  await ready(page);
  await page.locator('nl-bytes .byte').first().click();
  await page.keyboard.type('33');
  await press(page);
  await verdict(page);
  const moving = await page.evaluate(() => document.getAnimations().filter(a => !(a.timeline instanceof ScrollTimeline) && Number(a.effect.getComputedTiming().duration) > 1).length);
  assert.equal(moving, 0);
  await context.close();
});

test('on paper stand the prose, the bytes and the run, without the tools', async () => {
  const context = await here.browser.newContext();
  const page = await context.newPage();
  await page.goto(`${here.server.url}en/lessons/hello-kernel`);
  await ready(page);
  await page.emulateMedia({ media: 'print' });
  for (const shown of ['.prose h1', 'nl-bytes .byte', '.fields', 'nl-lab nl-timeline svg.timeline', 'nl-lab .events li', 'nl-lab .log pre']) {
    assert.ok(await page.locator(shown).first().isVisible(), `${shown} is not printed`);
  }
  for (const hidden of ['.bar', 'nl-run', 'nl-tools', '.finish', '.neighbours']) {
    assert.equal(await page.locator(hidden).first().isVisible(), false, `${hidden} is printed`);
  }
  await context.close();
});
