// SPDX-License-Identifier: Apache-2.0
// What goes wrong, made to go wrong: each has words, says what to do, and loses
// nothing that was typed.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { field, midRun, paste, patience, press, ready, run, says, verdict, violations } from './lab.mjs';
import { serve } from './server.mjs';
import { setting } from './setting.mjs';

const here = setting('-warm', '1', '-max', '1');

async function open(url) {
  const context = await here.browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(url);
  await ready(page);
  return { context, page };
}

const kept = async page => assert.equal(await field(page, 'nlmsg_seq').inputValue(), '77');

test('no sandbox free: the place in the queue, a way out, and a run that starts by itself', async () => {
  const first = await open(`${here.server.url}en/lessons/header-anatomy`);
  await run(first.page);
  const { context, page } = await open(`${here.server.url}en/lessons/header-anatomy`);
  await field(page, 'nlmsg_seq').fill('77');
  await press(page);
  await says(page, 'You are number 1 in the queue');
  assert.deepEqual(await violations(page), []);
  await press(page); // Stop
  await page.locator('nl-lab nl-run button.primary', { hasText: 'Run' }).waitFor();
  await press(page);
  await says(page, 'You are number 1 in the queue');
  // The learner in front takes a new machine; the one who waits gets the freed place.
  await first.page.getByRole('button', { name: 'New machine' }).click();
  assert.match(await verdict(page), /^✓/);
  await kept(page);
  await context.close();
  await first.context.close();
});

test('a machine that dies: what was seen stays, and Run gets a new one', async () => {
  const own = await serve('-warm', '1');
  const { context, page } = await open(`${own.url}zh/lessons/hello-everyone`);
  await field(page, 'nlmsg_seq').fill('77');
  await run(page);
  await midRun(page, () => {
    for (const pid of own.machines()) process.kill(pid, 'SIGKILL');
  });
  await says(page, '虚拟机');
  await page.locator('nl-lab nl-run button.primary', { hasText: '运行' }).waitFor(patience);
  assert.match(await page.locator('nl-lab .events li').last().innerText(), /虚拟机已终止/);
  assert.match(await run(page), /^✓/);
  await kept(page);
  await context.close();
  await own.end();
});

test('the server goes and comes back: a run that was asked for is run then', async () => {
  let own = await serve('-warm', '1');
  const { context, page } = await open(`${own.url}en/lessons/hello-everyone`);
  await run(page);
  await field(page, 'nlmsg_seq').fill('77');
  await own.end('SIGKILL');
  await says(page, 'The server cannot be reached');
  await press(page);
  await page.locator('nl-lab nl-run button.primary', { hasText: 'Stop' }).waitFor();
  own = await own.again();
  await says(page, 'cloned in');
  assert.match(await verdict(page), /^✓/);
  assert.match(await page.locator('nl-lab .events').innerText(), /type 0x11/);
  await kept(page);
  // And with a run going on, whose rest nobody has.
  await midRun(page, () => own.end('SIGKILL'));
  own = await own.again();
  await says(page, 'so its rest is lost');
  await page.locator('nl-lab nl-run button.primary', { hasText: 'Run' }).waitFor();
  await context.close();
  await own.end();
});

test('no server at all: Stop gives the run up', async () => {
  const { context, page } = await open(`${here.server.url}en/`);
  await page.route('**/api/session', r => r.abort());
  await press(page);
  await says(page, 'trying again');
  await press(page);
  await says(page, 'Stopped before it began');
  await page.locator('nl-lab nl-run button.primary', { hasText: 'Run' }).waitFor();
  await context.close();
});

test('a server without machines plays the recorded run, and says so', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'netlinklab-browser-'));
  const bare = await serve('-cache', cache);
  const { context, page } = await open(`${bare.url}en/lessons/header-anatomy`);
  await press(page);
  await says(page, 'This is the recorded run; your bytes were not sent');
  await page.locator('.origin', { hasText: 'Recorded on' }).waitFor();
  await page.locator('nl-lab nl-run button.primary', { hasText: 'Run' }).waitFor(patience);
  assert.match(await page.locator('nl-lab .events').innerText(), /Every step was taken/);
  assert.equal(await page.locator('.timeline-head .verdict').innerText(), '');
  assert.match(await page.locator('.judgement').innerText(), /Change the message/, 'a recording is not judged');
  assert.deepEqual(await violations(page), []);
  await context.close();
  await bare.end();
  rmSync(cache, { recursive: true });
});

test('bad input in the bytes is named and changes nothing', async () => {
  const { context, page } = await open(`${here.server.url}en/lessons/header-anatomy`);
  const why = page.locator('nl-tools .why');
  const hex = () => page.locator('nl-bytes .hex').allInnerTexts();
  const before = await hex();
  await page.locator('nl-bytes .bytes').first().focus();
  await page.keyboard.press('g');
  assert.match(await why.innerText(), /“g” is not a hex digit/);
  await paste(page, '15 00 zz');
  assert.match(await why.innerText(), /“z” at character 7/);
  await paste(page, '00'.repeat(65537));
  assert.match(await why.innerText(), /65536 bytes/);
  assert.deepEqual(await hex(), before);
  await field(page, 'payload').fill('zz');
  assert.match(await page.locator('.trouble:not(:empty)').innerText(), /Hex bytes need two digits/);
  assert.equal(await field(page, 'payload').inputValue(), 'zz', 'what was typed is not taken away');
  assert.equal(await field(page, 'payload').getAttribute('aria-invalid'), 'true');
  assert.deepEqual(await hex(), before);
  await context.close();
});

test('a kernel that panics: its last words, and what follows', async () => {
  const { context, page } = await open(`${here.server.url}en/lessons/header-anatomy`);
  // No lesson of these can crash the kernel, so the frames of a crash are given to the page.
  await page.evaluate(() => {
    const { runner } = document.querySelector('nl-lab');
    const frame = (type, body) => runner.kernel.dispatchEvent(new CustomEvent('frame', { detail: { type, body } }));
    runner.session.number = 7;
    const event = (seq, rest) => frame('event', { run: 7, seq, t: seq, step: -1, ...rest });
    event(1, { kind: 'start' });
    event(2, { kind: 'panic', lane: 'kernel', text: 'BUG: kernel NULL pointer dereference\nRIP: input+0x1c' });
    event(3, { kind: 'end', name: 'panic' });
    frame('status', { state: 'ended', code: 'panic' });
  });
  await says(page, 'The kernel panicked');
  await page.locator('nl-lab nl-timeline text.panic').waitFor();
  await page.locator('[role=tab]', { hasText: 'Kernel log' }).click();
  assert.match(await page.locator('nl-lab .log pre').innerText(), /NULL pointer dereference[\s\S]*input\+0x1c/);
  await context.close();
});
