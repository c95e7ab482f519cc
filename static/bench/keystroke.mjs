// SPDX-License-Identifier: Apache-2.0
// How long it takes from a key to the frame that shows its bytes.

/**
 * probe runs in the page. A measurement begins with the time that the browser
 * gave the key's event, and ends with the first task after the frame in which
 * bytes of the byte view were changed: a message that is posted when the frame's
 * work begins is handled once that work, painting included, is done.
 */
function probe() {
  const view = document.querySelector('nl-bytes .bytes');
  const times = [];
  let key = 0;
  let changed = false;
  addEventListener('keydown', e => {
    key = e.timeStamp;
    changed = false;
  }, true);
  const channel = new MessageChannel();
  channel.port1.onmessage = () => {
    times.push(performance.now() - key);
    key = 0;
  };
  new MutationObserver(() => {
    if (!key || changed) return;
    changed = true;
    requestAnimationFrame(() => channel.port2.postMessage(0));
  }).observe(view, { subtree: true, childList: true, characterData: true });
  globalThis.keystrokeTimes = times;
}

/** Keys that change bytes each time, and leave them as they were after a round. */
const rounds = {
  field: {
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
    start: page => page.locator('nl-bytes .byte').nth(16).click(),
    // Two digits make a byte and step to the next one.
    keys: ['7', '1', 'ArrowLeft', '6', '8', 'ArrowLeft'],
  },
};

/**
 * settle waits, in the page, until a key has been drawn and what moves has come
 * to rest, as it has between two keys of a person's; it gives the count so far.
 */
async function settle() {
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  const moving = document.getAnimations().filter(a => a.playState === 'running' && a.effect.getComputedTiming().endTime !== Infinity);
  await Promise.race([Promise.allSettled(moving.map(a => a.finished)), new Promise(done => setTimeout(done, 300))]);
  return globalThis.keystrokeTimes.length;
}

/**
 * keystrokes types until so many keys have changed bytes, and gives the
 * milliseconds of each.
 * @param {import('playwright-core').Page} page @param {'field' | 'bytes'} where @param {number} number
 */
export async function keystrokes(page, where, number) {
  await page.reload();
  await page.locator('nl-lab[ready]').first().waitFor({ timeout: 60_000 });
  await rounds[where].start(page);
  await page.evaluate(probe);
  const { keys } = rounds[where];
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
