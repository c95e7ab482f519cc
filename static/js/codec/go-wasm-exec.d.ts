// SPDX-License-Identifier: Apache-2.0
declare module 'go-wasm-exec';
