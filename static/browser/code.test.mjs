// SPDX-License-Identifier: Apache-2.0
// Code labs: C and modules written in the page, compiled, and run on the
// reader's own machine.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { watch } from './browser.mjs';
import { ready, run as runLab, violations } from './lab.mjs';
import { setting } from './setting.mjs';

/** A module is compiled in two seconds, on a machine that has nothing else to do. */
const patience = { timeout: 180_000 };

const here = setting();

/** open gives the code lab of hello-kernel, at a stage. */
async function open(stage, { lang = 'en', ...options } = {}) {
  const { context, page, troubles } = await here.visit(`${lang}/lessons/hello-kernel`, { reducedMotion: 'reduce', ...options });
  await page.locator('nl-code[ready]').waitFor();
  await page.locator('nl-editor').scrollIntoViewIfNeeded();
  await page.locator('nl-editor .rich-pane .cm-content').waitFor();
  await choose(page, stage);
  return { context, page, troubles };
}

const choose = (page, stage) => page.locator('nl-code .stages label').filter({ has: page.locator(`input[value=${stage}]`) }).click();
const file = (page, name) => page.locator('nl-code .code-bench [role=tab]', { hasText: name }).click();
const text = page => page.evaluate(() => document.querySelector('nl-editor').pane.text());

/** write replaces the first place where a text stands in the open file, as typing would. */
const write = (page, from, to) => page.evaluate(([a, b]) => {
  const { pane } = document.querySelector('nl-editor');
  if (!pane.text().includes(a)) throw new Error(`the file has no ${a}`);
  pane.put(pane.text().replace(a, b));
}, [from, to]);

const status = page => page.locator('nl-code nl-run .status');

/** compile presses the button and waits until it is there again. */
async function compile(page) {
  await page.locator('nl-code nl-run button', { hasText: /Compile|编译/ }).click();
  await page.locator('nl-code nl-run button.primary:visible', { hasText: /Stop|停止/ }).waitFor();
  await page.locator('nl-code nl-run button.primary:visible', { hasText: /Compile|编译/ }).waitFor(patience);
  return status(page).innerText();
}

for (const lang of ['en', 'zh']) {
  test(`${lang}: a changed module answers a changed text, and the lab above has its own module again`, async () => {
    const { context, page, troubles } = await open('mended', { lang });
    assert.deepEqual(await violations(page), []);
    await write(page, 'text[] = "Hello you!"', 'text[] = "typed here"');
    await file(page, 'module.c');
    await write(page, 'static int __init', '#define SAID_BY "me"\nstatic int __init');
    await write(page, 'says: ', 'tells me: ');
    assert.match(await compile(page), /TCG|KVM/);
    assert.match(await page.locator('nl-terminal .term-text').innerText(), /typed here/);
    assert.match(await page.locator('nl-code .events').textContent(), /tells me: typed here/);
    assert.match(await page.locator('nl-code .outcome .good').innerText(), /0/);
    await page.locator('nl-code nl-timeline .message.received').first().dispatchEvent('click');
    assert.match(await page.locator('nl-code .inspect').innerText(), /typed here/);
    assert.deepEqual(await violations(page), []);
    assert.match(await runLab(page), /^✓/);
    assert.deepEqual(troubles, []);
    await context.close();
  });
}

test('an error stands at its line, leads there, and says what changed in the kernel', async () => {
  const { context, page, troubles } = await open('mended');
  await file(page, 'module.c');
  await write(page, 'netlink_kernel_create(', 'netlink_kernel_create(0, ');
  const line = (await text(page)).split('\n').findIndex(l => l.includes('netlink_kernel_create(0')) + 1;
  assert.match(await compile(page), /Not compiled: errors [1-9]/);
  const place = page.locator('nl-code .problems .error button.place', { hasText: `module.c:${line}` }).first();
  await place.waitFor();
  assert.match(await page.locator('nl-code .problems .drift').first().innerText(), /Linux 3\.7/);
  assert.ok(await page.locator('nl-editor .cm-lint-marker-error').count() > 0);
  await place.click();
  assert.equal(await page.locator('nl-editor .cm-activeLineGutter').first().innerText(), String(line));
  assert.match(await page.locator('.code-bench [role=tab]', { hasText: 'module.c' }).innerText(), /✕ \d/);
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(troubles, []);
  await context.close();
});

test('what a stage was recorded with is there before anything is compiled', async () => {
  const { context, page } = await open('printed');
  assert.match(await page.locator('.problems h4').innerText(), /2026.*6\.12/);
  assert.ok(await page.locator('.problems .error').count() >= 10);
  await choose(page, 'mended');
  assert.ok(await page.locator('nl-code nl-timeline .message').count() >= 2, 'the recorded run is drawn');
  await context.close();
});

test('a text is kept over a reload, can be compared, restored, and the restoring taken back', async () => {
  const { context, page } = await open('mended');
  await write(page, 'text[] = "Hello you!"', 'text[] = "kept text"');
  await page.reload();
  await page.locator('nl-code[ready]').waitFor();
  assert.equal(await page.locator('nl-code .stages input:checked').getAttribute('value'), 'mended');
  await page.locator('nl-editor').scrollIntoViewIfNeeded();
  await page.locator('nl-editor .cm-content').waitFor();
  assert.match(await text(page), /kept text/);
  await page.getByRole('button', { name: 'Compare with it' }).click();
  await page.locator('nl-editor .cm-deletedChunk', { hasText: 'Hello you!' }).waitFor();
  await page.getByRole('button', { name: 'Compare with it' }).click();
  await page.getByRole('button', { name: 'Lesson\'s version' }).click();
  assert.match(await text(page), /Hello you!/);
  await page.locator('.editor-note').getByRole('button', { name: 'Undo' }).click();
  assert.match(await text(page), /kept text/);
  await context.close();
});

test('the keyboard gets into the editor and out of it, and runs', async () => {
  const { context, page } = await open('mended');
  await page.locator('nl-editor .cm-content').focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Tab');
  assert.match(await text(page), /^\t/, 'Tab indents');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BUTTON', 'Escape, then Tab, leaves');
  await page.locator('.code-bench [role=tab]').first().focus();
  await page.keyboard.press('ArrowRight');
  assert.equal(await page.locator('.code-bench [role=tab][aria-selected=true]').innerText().then(s => s.trim()), 'module.c');
  await page.locator('nl-code .stages input:checked').focus();
  await page.keyboard.press('ArrowRight');
  assert.equal(await page.locator('nl-code .stages input:checked').getAttribute('value'), 'extended');
  await page.keyboard.press('ArrowLeft');
  await page.locator('nl-code nl-run button', { hasText: 'Compile' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('nl-code nl-run button.primary:visible', { hasText: 'Stop' }).waitFor();
  await page.keyboard.press('Enter');
  await status(page).filter({ hasText: /Stopped/ }).waitFor(patience);
  await context.close();
});

test('the plain editor runs the same, also where the other one does not load', async () => {
  const context = await here.browser.newContext({ reducedMotion: 'reduce' });
  const { page } = await watch(context, here.server.url);
  await page.route('**/part-rich-*', route => route.abort());
  await page.route('**/rich-*.js', route => route.abort());
  await page.goto(`${here.server.url}en/lessons/hello-kernel`);
  await page.locator('nl-code[ready]').waitFor();
  await choose(page, 'mended');
  const area = page.locator('nl-editor textarea');
  await area.fill((await area.inputValue()).replace('text[] = "Hello you!"', 'text[] = "by hand"'));
  await compile(page);
  assert.match(await page.locator('nl-terminal .term-text').innerText(), /by hand/);
  const line = () => area.evaluate(a => a.value.slice(0, a.selectionStart).split('\n').length);
  await page.evaluate(() => document.querySelector('nl-editor').mark([3, 9].map(at => ({ severity: 'error', kernel: 'here', file: 'echo.c', line: at, text: '' }))));
  await page.locator('nl-editor .named button', { hasText: 'echo.c:3' }).click();
  assert.equal(await line(), 3);
  await page.keyboard.press('F8');
  assert.equal(await line(), 9);
  await page.keyboard.press('F8');
  assert.equal(await line(), 3);
  await context.close();
});

test('the archive has the files as they are and what builds them', async () => {
  const { context, page } = await open('mended', { acceptDownloads: true });
  await write(page, 'text[] = "Hello you!"', 'text[] = "taken away"');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()]);
  const dir = mkdtempSync(join(tmpdir(), 'netlinklab-zip-'));
  await download.saveAs(join(dir, 'a.zip'));
  execFileSync('python3', ['-m', 'zipfile', '-e', join(dir, 'a.zip'), dir]);
  const folder = join(dir, 'echo-mended');
  assert.match(readFileSync(join(folder, 'echo.c'), 'utf8'), /taken away/);
  assert.match(readFileSync(join(folder, 'Kbuild'), 'utf8'), /obj-m \+= hello\.o/);
  assert.match(readFileSync(join(folder, 'README'), 'utf8'), /sudo insmod \.\/hello\.ko/);
  execFileSync('make', ['-s', '-C', folder, 'echo']);
  rmSync(dir, { recursive: true });
  await context.close();
});

test('a program with a terminal gets what is typed, in the emulator and as a line of text', async () => {
  const { context, page, troubles } = await open('printed');
  const programs = { 'printed.c': '#include <stdio.h>\n#include <unistd.h>\nint main(void)\n{\n\tchar name[64];\n\tprintf("\\033[38;2;200;80;40mtty\\033[0m %d, who? ", isatty(0));\n\tif (!fgets(name, sizeof(name), stdin))\n\t\treturn 3;\n\tprintf("hello %s", name);\n\treturn 0;\n}\n',
    'printed_module.c': '#include <linux/module.h>\nstatic int __init start(void)\n{\n\treturn 0;\n}\nmodule_init(start);\nstatic void __exit stop(void)\n{\n}\nmodule_exit(stop);\nMODULE_LICENSE("GPL");\n' };
  for (const [name, source] of Object.entries(programs)) {
    await file(page, name);
    await page.evaluate(s => document.querySelector('nl-editor').pane.put(s), source);
  }
  const begin = () => page.locator('nl-code nl-run button', { hasText: 'Compile' }).click();
  await begin();
  const screen = page.locator('nl-terminal .xterm-rows');
  await screen.filter({ hasText: 'tty 1, who?' }).waitFor(patience);
  await page.locator('nl-terminal .xterm-helper-textarea').focus();
  await page.keyboard.type('ann\n');
  await screen.filter({ hasText: 'hello ann' }).waitFor(patience);
  await page.locator('nl-code .outcome .good').waitFor(patience);
  assert.deepEqual(await violations(page), []);
  await page.getByLabel('Plain text').check();
  await begin();
  await page.locator('.term-text', { hasText: 'who?' }).waitFor(patience);
  await page.locator('.term-line input').fill('bob');
  await page.locator('.term-line input').press('Enter');
  await page.locator('.term-text', { hasText: 'hello bob' }).waitFor(patience);
  assert.deepEqual(troubles, []);
  await context.close();
});

test('a bug of the reader\'s is named, at the line that has it', async () => {
  const { context, page, troubles } = await open('mended');
  await file(page, 'module.c');
  await write(page, 'static int __init', 'static noinline void fault(volatile int *nowhere)\n{\n\t*nowhere = 1;\n}\n\nstatic int __init');
  const line = (await text(page)).split('\n').findIndex(l => l.includes('*nowhere = 1')) + 1;
  const init = /static int __init \w+\(void\)\n\{\n/.exec(await text(page))[0];
  await write(page, init, `${init}\tfault(NULL);\n`);
  assert.match(await compile(page), /died/);
  assert.match(await page.locator('.outcome .oops').first().innerText(), /NULL pointer/);
  assert.match(await page.locator('nl-editor .cm-blamed-here').innerText(), /\*nowhere = 1;.*names this line/s);
  assert.match(await page.locator('nl-editor .cm-blamed-trace').innerText(), /fault\(NULL\)/);
  assert.match(await page.locator('.code-bench [role=tab]', { hasText: 'module.c' }).innerText(), /✕ 1/);
  const said = await page.evaluate(() => new Promise(resolve => {
    const live = document.querySelector('nl-editor .rich-pane').shadowRoot.querySelector('.cm-announced');
    new MutationObserver(() => live.textContent.trim() && resolve(live.textContent)).observe(live, { childList: true });
    document.querySelector('.outcome .oops .where button.place').click();
  }));
  assert.match(said, new RegExp(`^Line ${line}\\. NULL pointer`));
  assert.equal(await page.locator('nl-editor .cm-activeLineGutter').first().innerText(), String(line));
  assert.deepEqual(await violations(page), []);
  for (const text of [/nowhere = 1/, /fault\(NULL\)/]) {
    await page.keyboard.press('F8');
    assert.match(await page.locator('nl-editor .cm-activeLine').first().innerText(), text);
  }
  assert.ok(troubles.every(s => !/policy|error:/i.test(s)), troubles.join('\n'));
  await context.close();
});

test('an exercise judges every variation, and an answer written into the code does not pass', async () => {
  const { context, page } = await open('exercise');
  const check = async () => {
    await page.locator('.code-exercise .check button').click();
    await page.locator('.code-exercise .judgement li').first().waitFor(patience);
    await page.locator('.code-exercise .check button:not([disabled])').waitFor(patience);
    return page.locator('.code-exercise .judgement').innerText();
  };
  assert.match(await check(), /^✕ Variation 1 of 3/);
  await page.evaluate(() => {
    const { data, bench } = document.querySelector('nl-code');
    bench.editor.put(data.exercise.solution[0].text);
  });
  assert.match(await check(), /Solved/);
  assert.deepEqual(await violations(page), []);
  await context.close();
});

test('without JavaScript the sources, the verdict and the recorded run can be read', async () => {
  const { context, page, troubles } = await here.visit('zh/lessons/hello-kernel', { javaScriptEnabled: false });
  const lab = page.locator('nl-code');
  assert.ok(await lab.locator('.chroma').count() >= 6);
  assert.match(await lab.innerText(), /netlink_kernel_create/);
  assert.ok(await lab.locator('.events li').count() > 10);
  assert.deepEqual(troubles, []);
  await context.close();
});

test('a phone has it all in one column, and nothing wider than the window', async () => {
  const { context, page } = await open('mended', { viewport: { width: 390, height: 844 }, hasTouch: true });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await ready(page);
  await context.close();
});
