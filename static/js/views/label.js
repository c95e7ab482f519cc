// SPDX-License-Identifier: Apache-2.0
// What a message and its parts are called in the page's language. The kernel's
// names stay as they are; bytes that no field reaches have none, and the codec's
// word for them is English.
import { messageName } from '../codec/names.js';
import { t } from '../page/words.js';

/** labelOf is what a node is called, '' if it has no name. @param {{kind: string, name: string}} n */
export const labelOf = n => (n.kind === 'gap' ? t('kind.gap') : n.name);

/** titleOf is what the first message of a tree is called. @param {import('../codec/codec.js').Tree} tree */
export const titleOf = tree => messageName(tree) || t('kind.gap');
