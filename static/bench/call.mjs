// SPDX-License-Identifier: Apache-2.0
// What a call into the codec costs before it does anything.

/**
 * callCost gives the nanoseconds of a call of the export that does nothing, in
 * an instance of the page's own codec: the median over batches.
 * @param {import('playwright-core').Page} page
 */
export function callCost(page) {
  return page.evaluate(async () => {
    const go = new globalThis.Go(); // Go's loader is in the page's script
    const { instance } = await WebAssembly.instantiateStreaming(fetch(document.body.dataset.wasm), go.importObject);
    void go.run(instance);
    const { nothing } = instance.exports;
    const calls = 200_000;
    const batch = () => {
      const began = performance.now();
      for (let i = 0; i < calls; i++) nothing();
      return (performance.now() - began) * 1e6 / calls;
    };
    batch(); // until the compiler is done with the loop
    const costs = Array.from({ length: 15 }, batch).sort((a, b) => a - b);
    return costs[7];
  });
}
