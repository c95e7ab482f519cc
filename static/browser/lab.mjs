// SPDX-License-Identifier: Apache-2.0
// What tests do with a page and the lab on it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export const patience = { timeout: 60_000 };
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** ready waits until the page's lab has its codec. */
export const ready = page => page.locator('nl-lab[ready]').first().waitFor(patience);

/** press presses Run, or Stop while a run goes on. */
export const press = page => page.locator('nl-lab nl-run button.primary:not([hidden])').click();

/** verdict waits for the end of a run and gives what is said of its bytes. */
export async function verdict(page) {
  const said = page.locator('.timeline-head .verdict:not(:empty)');
  await said.waitFor(patience);
  return said.innerText();
}

export async function run(page) {
  await press(page);
  return verdict(page);
}

/** says waits until the line about the machine has a text. */
export const says = (page, text) => page.locator('nl-lab nl-run .status').filter({ hasText: text }).waitFor(patience);

/** midRun presses Run and does something as soon as the first of its calls is heard of. */
export async function midRun(page, act) {
  await page.evaluate(() => {
    const { kernel } = document.querySelector('nl-lab').runner;
    window.begun = new Promise(resolve => kernel.addEventListener('frame', e => e.detail.body.kind === 'enter' && resolve()));
  });
  await press(page);
  await page.evaluate(() => window.begun);
  return act();
}

export const field = (page, name) => page.locator(`nl-fields [aria-label="${name}"]`).first();

/** paste puts text where the bytes are, as the clipboard would. */
export const paste = (page, text) => page.locator('nl-lab nl-bytes .bytes').first().evaluate((e, data) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', data);
  e.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}, text);

/** violations are what axe finds in the page as it is. */
export async function violations(page) {
  // The page's policy forbids injected scripts; the protocol's evaluate does not ask it.
  await page.evaluate(axe);
  // A colour on its way to another is neither of the two.
  await page.evaluate(() => Promise.all(document.getAnimations().filter(a => a instanceof CSSTransition).map(a => a.finished)));
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return result.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(' ')).join(', ')}`);
}
