// SPDX-License-Identifier: Apache-2.0
// Which bytes of a request the kernel complained of: the extended ACK of an
// NLMSG_ERROR points into the request that it echoes.
import { fromHex } from '../hex.js';

/** In an NLMSG_ERROR the request stands behind its own header and the errno (struct nlmsgerr). */
const echoAt = 16 + 4;

/**
 * complaint gives the bytes of the request that was sent, or null if the kernel
 * pointed at none.
 * @param {import('../codec/codec.js').Codec} codec @param {{protocol: number}} options @param {any[]} events
 * @returns {{offset: number, length: number} | null}
 */
export function complaint(codec, options, events) {
  for (const e of events) {
    if (e.kind !== 'received') continue;
    const tree = codec.decode(fromHex(e.data ?? ''), options);
    const at = tree.problems.find(p => p.code === 'rejected');
    if (at) return { offset: at.offset - echoAt - messageAt(tree, at.offset), length: at.length };
  }
  return null;
}

/** The outermost message that an offset is in starts here. @param {import('../codec/codec.js').Tree} tree @param {number} offset */
const messageAt = (tree, offset) => tree.nodes.findLast(n => n.parent < 0 && n.offset <= offset)?.offset ?? 0;
