// SPDX-License-Identifier: Apache-2.0

/** argument is an event's argument as text, '' if it has none of the name. @param {any} e @param {string} name @returns {string} */
export const argument = (e, name) => e.args?.find((/** @type {string[]} */ a) => a[0] === name)?.[1] ?? '';

/**
 * Nest pairs kernel functions that were entered with their returns, in each lane.
 * @template T what is kept of a function
 */
export class Nest {
  /** @type {Map<string, {name: string, kept: T}[]>} */
  #open = new Map();

  #of(/** @type {any} */ e) {
    const lane = e.lane ?? '';
    const stack = this.#open.get(lane) ?? [];
    this.#open.set(lane, stack);
    return stack;
  }

  /** inner is the innermost function of an event's lane. @param {any} e @returns {T | undefined} */
  inner(e) { return this.#of(e).at(-1)?.kept; }

  /** @param {any} e of kind call @param {T} kept */
  enter(e, kept) { this.#of(e).push({ name: e.name, kept }); }

  /** leave gives what was kept; nothing if it was entered before the trace began. @param {any} e of kind callret @returns {T | undefined} */
  leave(e) {
    const stack = this.#of(e);
    const at = stack.findLastIndex(f => f.name === e.name);
    return at < 0 ? undefined : stack.splice(at)[0].kept;
  }
}
