// SPDX-License-Identifier: Apache-2.0
// Measures the codec's wasm: `node bench/wasm.mjs --url URL [--number N]` prints
// one JSON object. URL is a running site of the program; its pages' codec is what
// keystrokes go through. The sizes are of builds made here, all with the same
// flags and compressed alike.
import { parseArgs } from 'node:util';
import { launch } from '../browser/browser.mjs';
import { keystrokes } from './keystroke.mjs';
import { linksToList } from './links.mjs';
import { callCost } from './call.mjs';
import { sizes } from './size.mjs';

const { values } = parseArgs({ options: { url: { type: 'string' }, number: { type: 'string', default: '100' } } });
const number = Number(values.number);
if (!values.url || !(number > 0)) {
  console.error('usage: node bench/wasm.mjs --url URL [--number N]');
  process.exit(2);
}
const say = text => console.error(text);

say('building the codec and the hello world');
const report = await sizes();

const browser = await launch();
try {
  const page = await browser.newPage();
  await page.goto(new URL('en/lessons/header-anatomy', values.url).href);
  await page.locator('nl-lab[ready]').first().waitFor({ timeout: 60_000 });
  say('calling the codec');
  report.call_ns = await callCost(page);
  report.keystroke_ms = {};
  for (const where of ['field', 'bytes']) {
    say(`typing in the ${where === 'field' ? 'field table' : 'byte view'}`);
    report.keystroke_ms[where] = await keystrokes(page, where, number);
  }
  await page.goto(new URL('en/workbench', values.url).href);
  for (const where of ['workbench field', 'workbench bytes']) {
    say(`typing in the ${where === 'workbench field' ? 'workbench\'s tree' : 'workbench\'s byte view'}`);
    report.keystroke_ms[where] = await keystrokes(page, where, number);
  }
  await page.close();
  say('listing a thousand links');
  const links = await linksToList(browser, new URL('en/workbench', values.url).href);
  report.links_ms = links.ms;
  report.links_bytes = links.bytes;
  report.chromium = browser.version();
} finally {
  await browser.close();
}
console.log(JSON.stringify(report));
