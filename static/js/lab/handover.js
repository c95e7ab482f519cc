// SPDX-License-Identifier: Apache-2.0
// What one page of a tab hands to the next, so that a lab looks the same after
// a reload or in the other language: its run, and the session with the hub.
// It is taken once: a copy of the tab does not fight for the machine.

/** @typedef {import('../transport/websocket.js').Thread} Thread */
/**
 * A lab's run: its number, the bytes it was asked for with, its events, whether
 * a kernel made them; what was last said of the machine; the open tab. A lab of
 * code also has the stage and the program that it ran.
 * @typedef {{number: number, asked: string, events: any[], live: boolean, status: any, tab: number, scroll: number, foreign?: boolean, stage?: string, program?: any}} LabState
 */
/** changed says that the machine is not as it was lent. @typedef {{runs: number, thread: Thread | null, changed?: boolean, labs: Record<string, LabState>}} Left */
/** @typedef {{getItem(key: string): string | null, setItem(key: string, value: string): void, removeItem(key: string): void}} Store */

const key = 'handover';

/** A run longer than this many characters of JSON is not handed over: storage is small. */
const longest = 1 << 20;

/** leave keeps it for the next page. @param {Store} store @param {Left} left */
export function leave(store, left) {
  const text = JSON.stringify(left);
  if (text.length > longest) return;
  try {
    store.setItem(key, text);
  } catch {
    // Storage is full or forbidden: the next page starts anew.
  }
}

/** take gives what was left, once. @param {Store} store @returns {Left | null} */
export function take(store) {
  const text = store.getItem(key);
  if (text === null) return null;
  store.removeItem(key);
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
