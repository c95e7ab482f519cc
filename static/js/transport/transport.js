// SPDX-License-Identifier: Apache-2.0

/**
 * A transport is the way to a kernel: a websocket to a server's sandbox, a
 * recorded run, or a kernel in the page. All keep this contract.
 *
 * - run(id, program) asks for a run; nothing has to be open before. A program
 *   that cannot be run throws, with its place.
 * - stop() ends the run early; reset() asks for a new machine.
 * - It fires `frame` with {type, seq, body} as labproto's JSON has them: status,
 *   event, refused. The events of a run carry its id and end with kind "end";
 *   each comes exactly once and in order. A run that was not begun is refused.
 * - It fires `state` with "connecting", "open", "lost" (it tries again by
 *   itself) or "replaced" (another tab has the session).
 *
 * @typedef {EventTarget & {run(id: number, program: object): void, stop(): void, reset(): void}} Transport
 */

/** fire dispatches a transport's event. @param {EventTarget} from @param {string} name @param {any} detail */
export function fire(from, name, detail) {
  from.dispatchEvent(new CustomEvent(name, { detail }));
}
