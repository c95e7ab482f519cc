// SPDX-License-Identifier: Apache-2.0
// What all labs of a page share: one codec, and one machine.
import { loadCodec } from '../codec/codec.js';
import { WebsocketTransport } from '../transport/websocket.js';

/** @typedef {import('../codec/codec.js').Codec} Codec */

/** @type {Promise<Codec> | null} */
let loading = null;
/** @type {WebsocketTransport | null} */
let transport = null;
let runs = 0;

/** codec loads the codec once the page has been drawn. */
export function codec() {
  loading ??= new Promise(painted => requestAnimationFrame(() => setTimeout(painted)))
    .then(() => loadCodec(document.body.dataset.wasm ?? ''));
  return loading;
}

/** kernel is the way to this learner's machine. @param {Codec} c */
export function kernel(c) {
  transport ??= new WebsocketTransport(document.body.dataset.base ?? '', c);
  return transport;
}

/** nextRun numbers the page's runs from 1. */
export const nextRun = () => ++runs;
