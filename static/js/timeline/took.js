// SPDX-License-Identifier: Apache-2.0

/** took writes a duration in nanoseconds with three digits at most. @param {number} ns */
export function took(ns) {
  for (const [unit, size] of /** @type {[string, number][]} */ ([['s', 1e9], ['ms', 1e6], ['µs', 1e3]])) {
    if (ns >= size) return `${Number((ns / size).toPrecision(3))} ${unit}`;
  }
  return `${ns} ns`;
}
