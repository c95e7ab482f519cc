// SPDX-License-Identifier: Apache-2.0
// Every page's script: the tools in the bar, and the labs.
import { startBar } from './page/bar.js';
import { Lab } from './lab/lab.js';

startBar();
customElements.define('nl-lab', Lab);
