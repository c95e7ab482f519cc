// SPDX-License-Identifier: Apache-2.0
// The workbench's script. Its parts are defined before what talks to them.
import { NLBytes } from './bytes/bytes.js';
import { NLRun } from './run/run.js';
import { NLCompare } from './workbench/compare.js';
import { NLMessages } from './workbench/list.js';
import { NLTree } from './workbench/tree.js';
import { NLWorkbench } from './workbench/workbench.js';

for (const [name, element] of Object.entries({
  'nl-bytes': NLBytes, 'nl-run': NLRun, 'nl-messages': NLMessages, 'nl-tree': NLTree, 'nl-compare': NLCompare, 'nl-workbench': NLWorkbench,
})) customElements.define(name, element);
