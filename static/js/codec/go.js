// SPDX-License-Identifier: Apache-2.0
// Go's own loader, which sets globalThis.Go. The bundler takes it from the
// compiler's folder, so that both are of one version.
import 'go-wasm-exec';
