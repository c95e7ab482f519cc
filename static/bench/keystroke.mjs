// SPDX-License-Identifier: Apache-2.0
// How long it takes from a key to the frame that shows its bytes.

/**
 * probe runs in the page. A measurement begins with the time that the browser
 * gave the key's event, and ends with the first task after the frame in which
 * bytes of the byte view were changed: a message that is posted when the frame's
 * work begins is handled once that work, painting included, is done. It is posted
 * before any other of the frame, so that what the page leaves until after the
 * frame does not count. Between the key's work and the frame's the page waits for
 * the display's next frame, at 60 Hz up to 16.7 ms, whatever the page does; `work`
 * is the time without this wait. Chromium runs no task between the two, so the
 * key's work ends when the bytes have been changed and laid out: an input has that
 * done at the end of the event, the byte view with the frame.
 */
function probe(/** @type {string} */ bytes) {
  const view = document.querySelector(bytes);
  const times = [];
  /** @type {{key: number, handled: number, frame: number} | null} */
  let now = null;
  addEventListener('keydown', e => {
    const mine = { key: e.timeStamp, handled: 0, frame: 0 };
    now = mine;
    requestAnimationFrame(() => {
      if (now !== mine || !mine.handled) return; // no bytes changed
      mine.frame = performance.now();
      painted.port2.postMessage(0);
    });
  }, true);
  const painted = new MessageChannel();
  painted.port1.onmessage = () => {
    if (!now) return;
    const end = performance.now();
    times.push({ whole: end - now.key, work: now.handled - now.key + end - now.frame });
    now = null;
  };
  new MutationObserver(() => {
    if (!now || now.handled) return;
    void view.offsetHeight;
    now.handled = performance.now();
  }).observe(view, { subtree: true, childList: true, characterData: true });
  globalThis.keystrokeTimes = times;
}

/** Keys that change bytes each time, and leave them as they were after a round. */
const rounds = {
  field: {
    ready: 'nl-lab[ready]', bytes: 'nl-lab nl-bytes .bytes',
    start: async page => {
      const input = page.locator('nl-fields input[aria-label="payload"]').first();
      await input.fill('"hello"');
      await input.focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowRight');
    },
    keys: ['a', 'b', 'Backspace', 'Backspace'],
  },
  bytes: {
    ready: 'nl-lab[ready]', bytes: 'nl-lab nl-bytes .bytes',
    start: page => page.locator('nl-lab nl-bytes .byte').nth(16).click(),
    // Two digits make a byte and step to the next one.
    keys: ['7', '1', 'ArrowLeft', '6', '8', 'ArrowLeft'],
  },
  // The workbench begins with an RTM_NEWADDR of 48 bytes.
  'workbench field': {
    ready: 'nl-workbench[ready]', bytes: '.one nl-bytes .bytes',
    start: async page => {
      await page.locator('nl-tree .line:not(.head)', { hasText: 'ifa_prefixlen' }).locator('.c-value').click();
      await page.locator('input.edit').fill('1');
      await page.keyboard.press('End');
    },
    keys: ['2', 'Backspace'],
  },
  'workbench bytes': {
    ready: 'nl-workbench[ready]', bytes: '.one nl-bytes .bytes',
    start: page => page.locator('.one nl-bytes .byte').nth(17).click(),
    keys: ['7', '1', 'ArrowLeft', '6', '8', 'ArrowLeft'],
  },
};

/**
 * settle waits, in the page, until a key has been drawn, and puts what moves
 * because of it to rest at once, as it is between two keys of a person's. It
 * gives the count so far.
 */
async function settle() {
  const drawn = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  await drawn();
  const moving = document.getAnimations().filter(a => a.playState === 'running' && a.effect.getComputedTiming().endTime !== Infinity);
  for (const a of moving) a.finish();
  await drawn();
  return globalThis.keystrokeTimes.length;
}

/**
 * keystrokes types until so many keys have changed bytes, and gives the
 * milliseconds of each, {whole, work}.
 * @param {import('playwright-core').Page} page @param {string} where one of rounds @param {number} number
 */
export async function keystrokes(page, where, number) {
  const { ready, bytes, start, keys } = rounds[where];
  await page.reload();
  await page.locator(ready).first().waitFor({ timeout: 60_000 });
  await start(page);
  await page.evaluate(probe, bytes);
  let seen = 0;
  // The first keys warm the page up, as a reader's do.
  const warmUp = 40;
  for (let i = 0; seen < number + warmUp; i++) {
    if (i > 4 * (number + warmUp)) throw new Error(`of ${i} keys only ${seen} changed bytes of the ${where}`);
    await page.keyboard.press(keys[i % keys.length]);
    seen = await page.evaluate(settle);
  }
  return page.evaluate(n => globalThis.keystrokeTimes.slice(n), warmUp);
}
