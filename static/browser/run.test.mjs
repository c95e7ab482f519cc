// SPDX-License-Identifier: Apache-2.0
// Runs on a real kernel, in both languages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field, paste, ready, run, violations } from './lab.mjs';
import { setting } from './setting.mjs';

const here = setting();

async function open(path, options = {}) {
  const { context, page, troubles } = await here.visit(path, options);
  await ready(page);
  return { context, page, troubles };
}

for (const lang of ['en', 'zh']) {
  test(`${lang}: a typed message goes to the kernel and comes back`, async () => {
    const { context, page, troubles } = await open(`${lang}/lessons/hello-kernel`, { reducedMotion: 'reduce' });
    await field(page, 'payload').fill('"typed here"');
    assert.match(await run(page), /^✓.*26/);
    assert.match(await page.locator('nl-lab .events').innerText(), /received 10 bytes from port 1, type 0x10: typed here/);
    await page.locator('nl-lab nl-timeline .message.received').first().dispatchEvent('click');
    assert.match(await page.locator('nl-lab .inspect').innerText(), /typed here/);
    assert.deepEqual(await violations(page), []);
    await page.locator('.drawer summary').click();
    assert.deepEqual(await violations(page), [], 'the contents are open');
    assert.deepEqual(troubles, []);
    await context.close();
  });

  test(`${lang}: two listeners hear the greeting`, async () => {
    const { context, page, troubles } = await open(`${lang}/lessons/hello-everyone`);
    assert.match(await run(page), /^✓/);
    const messages = page.locator('nl-lab nl-timeline .message.received');
    let greeted = 0;
    for (let i = 0; i < await messages.count(); i++) {
      await messages.nth(i).dispatchEvent('click');
      if (/Greeting from kernel!/.test(await page.locator('nl-lab .inspect').innerText())) greeted++;
    }
    assert.equal(greeted, 2);
    assert.deepEqual(troubles, []);
    await context.close();
  });
}

test('an exercise is judged: first what is missing, then solved and marked done', async () => {
  const { context, page } = await open('en/lessons/header-anatomy', { reducedMotion: 'reduce' });
  await run(page);
  await page.locator('.judgement li').first().waitFor();
  await paste(page, '12000000 1000 0100 07000000 01000000 6869');
  await run(page);
  await page.locator('.judgement .solved').waitFor();
  assert.equal(await page.locator('[data-finish]').isChecked(), true);
  assert.equal(await page.locator('.drawer [data-done="header-anatomy"]').evaluate(e => e.hidden), false);
  assert.deepEqual(await violations(page), []);
  await context.close();
});

test('the answer is in view after Run, on a small laptop too', async () => {
  const { context, page } = await open('en/', { viewport: { width: 1366, height: 700 }, reducedMotion: 'reduce' });
  await run(page);
  const answer = await page.locator('nl-lab nl-timeline .message.received').first().boundingBox();
  assert.ok(answer.y > 0 && answer.y + answer.height < 700, `the arrow is at ${answer.y}`);
  const controls = await page.locator('nl-lab nl-run').boundingBox();
  assert.ok(controls.y > 0, `Run is at ${controls.y}`);
  await context.close();
});

test('a field lights everywhere at once, from wherever it is pointed at', async () => {
  const { context, page } = await open('en/lessons/header-anatomy');
  const lit = () => page.evaluate(() => ({
    bytes: document.querySelectorAll('.byte.on').length, row: document.querySelector('.fields tr.on')?.textContent.includes('nlmsg_seq'),
    struct: document.querySelector('.struct .on')?.dataset.name, words: document.querySelectorAll('.field-word.on').length,
  }));
  await page.locator('.byte').nth(9).hover();
  const from = await lit();
  assert.deepEqual({ ...from, words: from.words > 0 }, { bytes: 4, row: true, struct: 'nlmsg_seq', words: true });
  assert.match(await page.locator('.explain').innerText(), /nlmsg_seq = 1[\s\S]*__u32 · bytes 8 to 11 · little-endian/);
  await page.mouse.move(2, 2);
  await page.locator('.prose .field-word', { hasText: 'nlmsg_seq' }).first().hover();
  assert.deepEqual(await lit(), from);
  await context.close();
});
