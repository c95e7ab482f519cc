// SPDX-License-Identifier: Apache-2.0
// The script of pages with code labs. What a lab of messages has too is defined
// by lab.js.
import './lab.js';
import { NLCode } from './code/code.js';
import { NLEditor } from './code/editor.js';
import { NLTerminal } from './code/terminal.js';

for (const [name, element] of Object.entries({ 'nl-editor': NLEditor, 'nl-terminal': NLTerminal, 'nl-code': NLCode })) customElements.define(name, element);
