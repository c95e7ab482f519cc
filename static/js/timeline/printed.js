// SPDX-License-Identifier: Apache-2.0

/** Control sequences (ECMA-48) and carriage returns, which plain text leaves out. */
export const control = /\x1b(?:\[[0-9;:?]*[ -/]*[@-~]|\][^\x07]*(?:\x07|\x1b\\)|[@-Z\\-_])|\r/g;
