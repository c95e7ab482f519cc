// SPDX-License-Identifier: Apache-2.0
import { fromHex } from '../hex.js';

/** @typedef {import('./codec.js').Codec} Codec */

/**
 * messageName is what the first message of a datagram is called. Only messages
 * have names: bytes that are too few for a header, as a peek with a short buffer
 * gives, have ''.
 * @param {import('./codec.js').Tree} tree
 */
export function messageName(tree) {
  const [first] = tree.nodes;
  return first?.kind === 'message' ? first.name : '';
}

/** What struct nlmsghdr takes, in hex digits. */
const headerDigits = 2 * 16;

/** firstOf is the hex of a datagram's first message: a dump has hundreds in one. @param {string} data */
function firstOf(data) {
  const length = Number.parseInt(data.slice(0, 8).replace(/(..)(..)(..)(..)/, '$4$3$2$1'), 16); // nlmsg_len, little-endian
  return data.slice(0, Math.max(headerDigits, 2 * length));
}

/**
 * namer gives what the message of an event is called, and works it out once.
 * @param {Codec} codec @param {() => number} protocol of the run that is shown
 * @returns {(e: {data?: string}) => string}
 */
export function namer(codec, protocol) {
  /** @type {Map<string, string>} */
  const names = new Map();
  return ({ data = '' }) => {
    const key = `${protocol()} ${data}`;
    const name = names.get(key) ?? messageName(codec.decode(fromHex(firstOf(data)), { protocol: protocol() }));
    names.set(key, name);
    return name;
  };
}
