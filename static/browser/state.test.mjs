// SPDX-License-Identifier: Apache-2.0
// What was typed and what was seen stays: over a reload, in the other language,
// and over a connection that drops.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watch } from './browser.mjs';
import { field, midRun, patience, ready, run, says, verdict } from './lab.mjs';
import { setting } from './setting.mjs';

const here = setting();

async function open(path) {
  const { context, page, troubles } = await here.visit(path, { reducedMotion: 'reduce' });
  await ready(page);
  return { context, page, troubles };
}

test('what was typed survives a reload, and can be taken back', async () => {
  const { context, page } = await open('en/lessons/header-anatomy');
  await page.locator('nl-bytes .byte').first().click();
  await page.keyboard.type('18');
  assert.equal(await field(page, 'nlmsg_len').inputValue(), '24');
  await page.reload();
  await ready(page);
  assert.equal(await field(page, 'nlmsg_len').inputValue(), '24');
  await page.getByRole('button', { name: 'Lesson\'s bytes' }).click();
  assert.equal(await field(page, 'nlmsg_len').inputValue(), '21');
  await context.close();
});

test('the other language shows the same place, bytes, run, tab and machine', async () => {
  const { context, page, troubles } = await open('en/lessons/hello-everyone');
  await field(page, 'nlmsg_seq').fill('77');
  await page.locator('nl-tools select').selectOption('big');
  await page.locator('nl-tools select').selectOption('little');
  await run(page);
  await page.locator('[role=tab]').nth(2).click();
  const machine = (await page.locator('nl-lab nl-run .status').innerText()).match(/\d+ ms/)[0].replace(' ms', '');
  const events = await page.locator('nl-lab .events li').count();
  const section = await page.locator('.prose h2[id]').nth(1).getAttribute('id');
  await page.evaluate(id => document.getElementById(id).scrollIntoView(), section);
  await page.locator('a.lang').click();
  await page.waitForURL(`**/zh/lessons/hello-everyone#${section}`);
  await ready(page);
  assert.equal(await field(page, 'nlmsg_seq').inputValue(), '77');
  assert.equal(await page.locator('nl-lab .events li').count(), events);
  assert.match(await verdict(page), /^✓/);
  assert.equal(await page.locator('[role=tab]').nth(2).getAttribute('aria-selected'), 'true');
  await says(page, `${machine} 毫秒`);
  await run(page);
  await says(page, `${machine} 毫秒`); // no other machine was cloned
  assert.deepEqual(troubles, []);
  await context.close();
});

test('big-endian bytes are big-endian in the other language too', async () => {
  const { context, page } = await open('zh/lessons/header-anatomy');
  await page.locator('nl-tools select').selectOption('big');
  await page.locator('a.lang').click();
  await page.waitForURL('**/en/lessons/header-anatomy*');
  await ready(page);
  assert.equal(await page.locator('nl-tools select').inputValue(), 'big');
  assert.equal(await field(page, 'nlmsg_len').inputValue(), '21');
  await context.close();
});

test('a run goes on while the page is changed for its other language', async () => {
  const { context, page } = await open('en/lessons/hello-everyone');
  await run(page);
  await midRun(page, () => page.locator('a.lang').click());
  await page.waitForURL('**/zh/**');
  assert.match(await verdict(page), /^✓/);
  const seqs = await page.evaluate(() => document.querySelector('nl-lab').runner.events.map(e => e.seq));
  assert.deepEqual(seqs, seqs.map((_, i) => i + 1), 'no event is lost or repeated');
  await context.close();
});

test('a dropped connection loses and repeats nothing', async () => {
  const context = await here.browser.newContext();
  const { page } = await watch(context, here.server.url);
  const sockets = [];
  await page.routeWebSocket(/\/ws$/, socket => {
    sockets.push(socket);
    socket.connectToServer();
  });
  await page.goto(`${here.server.url}en/lessons/hello-everyone`);
  await ready(page);
  await run(page);
  await midRun(page, () => sockets.at(-1).close({ code: 4000 }));
  assert.match(await verdict(page), /^✓/);
  const seqs = await page.evaluate(() => document.querySelector('nl-lab').runner.events.map(e => e.seq));
  assert.deepEqual(seqs, seqs.map((_, i) => i + 1));
  assert.ok(sockets.length >= 2, 'it connected again');
  await context.close();
});

test('theme and size are kept, and the server sends the theme at once', async () => {
  const { context, page } = await open('en/');
  await page.locator('#theme').selectOption('dark');
  await page.locator('#scale').fill('150');
  await page.goto(`${here.server.url}en/how`);
  assert.match(await (await context.request.get(`${here.server.url}en/how`)).text(), /<html[^>]*data-theme="dark"/);
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '24px');
  await page.locator('#scale').waitFor(patience);
  await context.close();
});

test('going back switches nothing on that was off', async () => {
  const { context, page } = await here.visit('en/lessons/header-anatomy');
  await ready(page);
  const switches = () => page.locator('nl-lab input[type=checkbox]').evaluateAll(boxes => boxes.map(b => b.checked));
  const before = await switches();
  await page.goto(`${here.server.url}en/how`);
  await page.goBack();
  await ready(page);
  await page.waitForFunction(() => document.readyState === 'complete');
  assert.deepEqual(await switches(), before);
  await context.close();
});
