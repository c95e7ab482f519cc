// SPDX-License-Identifier: Apache-2.0
// How long the workbench takes from a capture of a thousand links to its list.
import { readFileSync } from 'node:fs';

/** Links of a capture, recorded with `ip -d link show`; they are repeated. */
const capture = new URL('../js/workbench/samples/links.pcap', import.meta.url);
const number = 1000;

/** In how many fresh pages it is measured: a reader drops a capture once, onto code that has not run yet. */
const pages = 15;

/** Milliseconds that a reader needs at least to find a file; Chromium goes on compiling behind a new page for about as long. */
const find = 500;

/** make puts a capture of so many links by, in the page. @param {{file: string, number: number}} of */
function make({ file, number }) {
  const { codec } = document.querySelector('nl-workbench');
  const read = codec.readSource(Uint8Array.from(atob(file), c => c.charCodeAt(0))).messages;
  const RTM_NEWLINK = 16;
  const links = read.filter(m => m.bytes[4] === RTM_NEWLINK && m.bytes[5] === 0);
  globalThis.manyLinks = codec.capture(Array.from({ length: number }, (_, i) => links[i % links.length]));
  return globalThis.manyLinks.length;
}

/**
 * list has the capture read as if it were dropped, and gives the milliseconds
 * until the frame with its list is done, the wait for the display's next frame
 * with it.
 */
async function list(number) {
  const { intake, bench } = document.querySelector('nl-workbench');
  const before = bench.items.length;
  const began = performance.now();
  intake.source(globalThis.manyLinks, '');
  const painted = new MessageChannel();
  const ms = await new Promise(done => {
    painted.port1.onmessage = () => done(performance.now() - began);
    requestAnimationFrame(() => painted.port2.postMessage(0));
  });
  if (bench.items.length - before !== number) throw new Error(`${bench.items.length - before} of ${number} links came onto the list`);
  const names = Array.from(document.querySelectorAll('nl-messages .item'), row => row.querySelector('.name').textContent);
  if (names.filter(n => n === 'RTM_NEWLINK').length < 10) throw new Error(`the list shows ${names.join(', ')}`);
  return ms;
}

/** linksToList gives the milliseconds of each page, and the capture's bytes. @param {import('playwright-core').Browser} browser @param {string} url of the workbench */
export async function linksToList(browser, url) {
  const file = readFileSync(capture).toString('base64');
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const ms = [];
  let bytes = 0;
  for (let i = 0; i < pages; i++) {
    const page = await context.newPage();
    await page.goto(url);
    await page.locator('nl-workbench[ready]').waitFor({ timeout: 60_000 });
    bytes = await page.evaluate(make, { file, number });
    await page.waitForTimeout(find);
    ms.push(await page.evaluate(list, number));
    await page.close();
  }
  await context.close();
  return { ms, bytes };
}
