// SPDX-License-Identifier: Apache-2.0
// Which nodes of a tree are shown: everything below a closed one is not.

/** @typedef {import('../codec/codec.js').Tree} Tree */
/** @typedef {{index: number, depth: number, inner: boolean, open: boolean, value: number}} Line value is the leaf whose value the line shows, or -1 */

/** pathsOf gives each node a name that an edit does not change. @param {Tree} tree */
export function pathsOf(tree) {
  /** @type {string[]} */
  const paths = [];
  const seen = new Map();
  for (const n of tree.nodes) {
    const own = `${n.parent < 0 ? '' : paths[n.parent]}/${n.name || n.kind}`;
    const times = seen.get(own) ?? 0;
    seen.set(own, times + 1);
    paths.push(times ? `${own}#${times}` : own);
  }
  return paths;
}

/** childrenOf lists each node's children. @param {Tree} tree */
export function childrenOf(tree) {
  /** @type {number[][]} */
  const children = tree.nodes.map(() => []);
  tree.nodes.forEach((n, i) => {
    if (n.parent >= 0) children[n.parent].push(i);
  });
  return children;
}

/**
 * valueOf gives the one leaf that an attribute is there for, or -1: such an
 * attribute reads on one line, and opens to show its length and type.
 * @param {Tree} tree @param {number[]} children @param {number} i
 */
export function valueOf(tree, children, i) {
  if (tree.nodes[i].kind !== 'attr') return -1;
  const rest = children.filter(c => {
    const n = tree.nodes[c];
    return n.kind !== 'padding' && n.name !== 'nla_len' && n.name !== 'nla_type';
  });
  return rest.length === 1 && tree.nodes[rest[0]].leaf ? rest[0] : -1;
}

export class Outline {
  /** What the reader opened or closed, by path. @type {Map<string, boolean>} */
  turned = new Map();
  /** What everything else is: open, closed, or as it reads best. @type {boolean | null} */
  all = null;

  /** lines lists what is shown. @param {Tree} tree @returns {Line[]} */
  lines(tree) {
    const paths = pathsOf(tree);
    const children = childrenOf(tree);
    this.paths = paths;
    /** @type {Line[]} */
    const lines = [];
    const hidden = new Uint8Array(tree.nodes.length);
    tree.nodes.forEach((n, i) => {
      if (n.parent >= 0 && hidden[n.parent]) {
        hidden[i] = 1;
        return;
      }
      const inner = children[i].length > 0;
      const value = n.leaf ? i : valueOf(tree, children[i], i);
      const open = inner && (this.turned.get(paths[i]) ?? this.all ?? value < 0);
      if (inner && !open) hidden[i] = 1;
      lines.push({ index: i, depth: n.depth, inner, open, value });
    });
    return lines;
  }

  /** turn opens or closes a node. @param {number} i @param {boolean} open */
  turn(i, open) {
    if (this.paths) this.turned.set(this.paths[i], open);
  }

  /** every opens or closes all nodes; null has them as they read best. @param {boolean | null} open */
  every(open) {
    this.turned.clear();
    this.all = open;
  }

  /** uncover opens what a node is in. @param {Tree} tree @param {number} i */
  uncover(tree, i) {
    for (let p = tree.nodes[i].parent; p >= 0; p = tree.nodes[p].parent) this.turn(p, true);
  }
}
