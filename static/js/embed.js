// SPDX-License-Identifier: Apache-2.0
// The byte view inside other people's pages.
import { NLBytes } from './bytes/bytes.js';
import { NLEmbed } from './embed/embed.js';
import { NLTree } from './workbench/tree.js';

for (const [name, element] of Object.entries({ 'nl-bytes': NLBytes, 'nl-tree': NLTree, 'nl-embed': NLEmbed })) customElements.define(name, element);
