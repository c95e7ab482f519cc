// SPDX-License-Identifier: Apache-2.0

package takeaway_test

import (
	"encoding/base64"
	"testing"

	"netlinklab/wasm/takeaway"
)

// TestBase64 holds ours, which is smaller in the browser, against the library's.
func TestBase64(t *testing.T) {
	for n := range 300 {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(i*7 + n)
		}
		if got, want := string(takeaway.Base64(nil, b)), base64.StdEncoding.EncodeToString(b)+"\n"; got != want {
			t.Fatalf("%d bytes are %q, not %q", n, got, want)
		}
	}
}
