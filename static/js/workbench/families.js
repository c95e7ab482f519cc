// SPDX-License-Identifier: Apache-2.0
// The ids that a kernel gave its generic families: read from its answers to
// nlctrl/getfamily, wherever they come from.

/** @typedef {import('../codec/codec.js').Codec} Codec */
/** @typedef {import('../codec/codec.js').Tree} Tree */

const NETLINK_GENERIC = 16;
const GENL_ID_CTRL = 0x10;

/** idsIn finds families in a message of the controller. @param {Tree} tree @returns {{id: number, name: string}[]} */
export function idsIn(tree) {
  const value = (/** @type {string} */ name) => {
    const at = tree.nodes.findIndex(n => n.kind === 'attr' && n.name === name && tree.nodes[n.parent]?.kind === 'message');
    return at < 0 ? '' : (tree.nodes.find((n, i) => i > at && n.parent === at && n.leaf && n.kind !== 'padding' && !n.name.startsWith('nla_'))?.value ?? '');
  };
  const id = Number.parseInt(value('CTRL_ATTR_FAMILY_ID'), /^0x/.test(value('CTRL_ATTR_FAMILY_ID')) ? 16 : 10);
  const name = value('CTRL_ATTR_FAMILY_NAME').replace(/^"|(\\0)*"$/g, '');
  return id && name ? [{ id, name }] : [];
}

export class Families {
  /** @param {Codec} codec */
  constructor(codec) {
    this.codec = codec;
    /** @type {Map<string, number>} */
    this.known = new Map();
  }

  /** learn reads messages, and says whether it learnt of a family. @param {import('../codec/table.js').Found[]} messages */
  learn(messages) {
    let more = false;
    for (const m of messages) {
      if (m.protocol !== NETLINK_GENERIC || m.bytes.length < 20 || m.bytes[4] !== GENL_ID_CTRL || m.bytes[5] !== 0) continue;
      for (const { id, name } of idsIn(this.codec.decode(m.bytes, { protocol: m.protocol, direction: 2 }))) {
        more ||= this.known.get(name) !== id;
        this.known.set(name, id);
      }
    }
    if (more) this.codec.setGeneric([...this.known].map(([name, id]) => ({ id, name })));
    return more;
  }
}

/** everyFamily is nlctrl/getfamily as a dump. */
export const everyFamily = { op: 'nlctrl/getfamily', part: 'dump-request', flags: ['NLM_F_REQUEST', 'NLM_F_DUMP'] };
