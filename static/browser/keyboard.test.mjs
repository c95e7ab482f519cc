// SPDX-License-Identifier: Apache-2.0
// Without a mouse, and for those who hear the page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field, ready, verdict } from './lab.mjs';
import { setting } from './setting.mjs';

const here = setting('-warm', '1');

const focused = page => page.evaluate(() => {
  const e = document.activeElement;
  // A message of the timeline has a halo in place of an outline.
  const halo = e.querySelector(':scope > .hit');
  const seen = halo ? getComputedStyle(halo).stroke !== 'rgba(0, 0, 0, 0)' : getComputedStyle(e).outlineStyle !== 'none';
  return { name: e.getAttribute('aria-label') ?? e.textContent.trim().slice(0, 40), tag: e.localName, seen };
});

/** tabTo presses Tab until something has the focus; all on the way can be seen. */
async function tabTo(page, wanted, most = 60) {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    const now = await focused(page);
    if (now.tag !== 'body') assert.ok(now.seen, `the focus on <${now.tag}> ${now.name} cannot be seen`);
    if (wanted(now)) return now;
  }
  assert.fail('it cannot be reached with Tab');
}

test('from home to an answered run with keys alone', async () => {
  const { context, page, troubles } = await here.visit('en/', { reducedMotion: 'reduce', viewport: { width: 1440, height: 900 } });
  await ready(page);
  await page.keyboard.press('Tab');
  assert.equal((await focused(page)).name, 'Skip to the text');
  await page.keyboard.press('Enter');
  assert.equal((await focused(page)).tag, 'main');
  await page.goto(`${here.server.url}en/`);
  await ready(page);
  await tabTo(page, f => f.name === 'Lessons');
  await page.keyboard.press('Enter');
  await tabTo(page, f => f.name.includes('A message to the kernel'));
  await page.keyboard.press('Enter');
  await page.waitForURL('**/lessons/hello-kernel');
  await ready(page);

  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'find');
  await page.keyboard.press('Escape');
  assert.equal((await focused(page)).name, 'Lessons');

  await tabTo(page, f => f.name === 'Bytes');
  assert.match(await page.locator('.heard').textContent(), /^nlmsg_len = \d+ · __u32 · bytes 0 to 3 · little-endian/);
  await page.keyboard.press('ArrowRight');
  assert.match(await page.locator('.heard').textContent(), /^nlmsg_type = /);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.type('2a');
  assert.equal(await field(page, 'nlmsg_seq').inputValue(), '42');
  await tabTo(page, f => f.name === 'Run');
  await page.keyboard.press('Enter');
  assert.match(await verdict(page), /^✓/);
  assert.equal((await focused(page)).name, 'Run', 'the focus came back from Stop');

  await tabTo(page, f => /from \S+ to kernel/.test(f.name));
  await page.keyboard.press('ArrowDown');
  assert.match((await focused(page)).name, /from kernel to /);
  await page.keyboard.press('Enter');
  assert.match(await page.locator('nl-lab .inspect h4').innerText(), /\d+ bytes/);
  assert.equal(await page.evaluate(() => Boolean(document.activeElement.closest('.inspect'))), true);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('nl-lab .inspect').count(), 0);
  assert.match((await focused(page)).name, /from kernel to /);
  await page.keyboard.press('t');
  assert.equal((await focused(page)).name, 'The same in words');
  await page.keyboard.press('ArrowRight');
  assert.equal((await focused(page)).name, 'What the processes do');
  assert.deepEqual(troubles, []);
  await context.close();
});

test('the pointer does not make the page talk', async () => {
  const context = await here.browser.newContext();
  const page = await context.newPage();
  await page.goto(`${here.server.url}zh/lessons/header-anatomy`);
  await ready(page);
  await page.evaluate(() => {
    window.spoken = 0;
    for (const e of document.querySelectorAll('[role=status], [aria-live]')) new MutationObserver(() => window.spoken++).observe(e, { childList: true, characterData: true, subtree: true });
  });
  for (const i of [0, 4, 6, 8, 12, 16]) await page.locator('nl-bytes .byte').nth(i).hover();
  assert.match(await page.locator('.explain').innerText(), /payload/);
  assert.equal(await page.evaluate(() => window.spoken), 0);
  await context.close();
});

test('the contents are searched with a slash, by title, section and summary', async () => {
  const { context, page } = await here.visit('en/how');
  await page.keyboard.press('/');
  await page.keyboard.type('five fields');
  assert.deepEqual(await page.locator('.drawer nav > ol a:visible').allInnerTexts().then(all => all.map(a => a.replace(/\s+/g, ' ').trim())), ['07 The sixteen bytes in front', 'Five fields']);
  await page.keyboard.type(' nowhere');
  assert.equal(await page.locator('.drawer .found').innerText(), 'No lesson has that.');
  await page.keyboard.press('Escape');
  await page.keyboard.type('everyone');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/lessons/hello-everyone');
  await context.close();
});
