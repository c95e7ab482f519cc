// SPDX-License-Identifier: Apache-2.0
import { fromHex } from '../hex.js';

/** Control sequences (ECMA-48) and carriage returns, which plain text leaves out. */
export const control = /\x1b(?:\[[0-9;:?]*[ -/]*[@-~]|\][^\x07]*(?:\x07|\x1b\\)|[@-Z\\-_])|\r/g;

/** printed is what a program wrote, as plain text. @param {string} data in hex */
export const printed = data => new TextDecoder().decode(fromHex(data)).replace(control, '');
