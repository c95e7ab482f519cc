// SPDX-License-Identifier: Apache-2.0
// From a phone to a projector: nothing is cut off, and the lab is a sheet where
// there is no room beside the prose.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watch } from './browser.mjs';
import { press, ready, run, violations } from './lab.mjs';
import { setting } from './setting.mjs';

const here = setting('-warm', '1');

/** tooWide names what reaches past the window's side. */
const tooWide = page => page.evaluate(() => (document.documentElement.scrollWidth <= innerWidth ? []
  : Array.from(document.querySelectorAll('main *, header *, footer *')).filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map(e => `<${e.localName} class="${e.getAttribute('class') ?? ''}">`)));

for (const width of [320, 390, 820, 1120, 1440, 1920]) {
  test(`no page is wider than a window of ${width} pixels`, async () => {
    const context = await here.browser.newContext({ viewport: { width, height: 900 } });
    const { page } = await watch(context, here.server.url);
    for (const path of ['', 'lessons/header-anatomy', 'lessons/hello-kernel', 'how']) {
      for (const lang of ['en', 'zh']) {
        await page.goto(`${here.server.url}${lang}/${path}`);
        if (path !== 'how') await ready(page);
        assert.deepEqual(await tooWide(page), [], `${lang}/${path}`);
      }
    }
    await context.close();
  });
}

test('at projector size nothing is cut off, and bytes and timeline grow along', async () => {
  const { context, page } = await here.visit('en/lessons/hello-kernel', { viewport: { width: 1440, height: 900 } });
  await ready(page);
  const sizes = () => page.evaluate(() => ['.prose p', '.byte', '.timeline .message text'].map(s => document.querySelector(s).getBoundingClientRect().height));
  const before = await page.evaluate(() => [document.querySelector('.byte').getBoundingClientRect().height, document.querySelector('svg.heads').getBoundingClientRect().height]);
  await page.locator('#scale').fill('200');
  await page.waitForFunction(h => document.querySelector('svg.heads').getBoundingClientRect().height > 1.9 * h, before[1]);
  assert.ok(await page.locator('.byte').first().evaluate(e => e.getBoundingClientRect().height) > 1.9 * before[0]);
  assert.ok((await sizes()).every(h => h > 0));
  assert.deepEqual(await tooWide(page), []);
  await context.close();
});

test('on a phone the lab is a sheet that is pulled up, stays there, and has its run', async () => {
  const { context, page, troubles } = await here.visit('zh/lessons/hello-kernel', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, reducedMotion: 'reduce' });
  await ready(page);
  const height = () => page.locator('.bench nl-lab').evaluate(e => e.getBoundingClientRect().height);
  const closed = await height();
  const grip = page.locator('.grip');
  const at = await grip.boundingBox();
  await page.mouse.move(at.x + at.width / 2, at.y + 10);
  await page.mouse.down();
  await page.mouse.move(at.x + at.width / 2, at.y - 300, { steps: 4 });
  await page.mouse.up();
  const open = await height();
  assert.ok(open > closed + 200, `${closed} to ${open}`);
  assert.deepEqual(await violations(page), []);
  await page.reload();
  await ready(page);
  assert.ok(Math.abs(await height() - open) < 12, 'it stays where it was put');
  assert.match(await run(page), /^✓/);
  const answer = await page.locator('nl-lab nl-timeline .message.received').first().boundingBox();
  assert.ok(answer.y > 100 && answer.y < 844, `the answer is at ${answer.y}`);
  await grip.focus();
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowDown');
  assert.equal(await height(), 0);
  assert.equal(await grip.getAttribute('aria-expanded'), 'false');
  await grip.press('Enter');
  assert.ok(await height() > 100);
  await press(page);
  assert.deepEqual(troubles, []);
  await context.close();
});
