// SPDX-License-Identifier: Apache-2.0

// Package guesttest gives tests the guest that was built:
//
//	image, cache := guesttest.Image(t)           // skips unless NETLINKLAB_VM is set
package guesttest

import (
	"os"
	"testing"

	"netlinklab/backend/guest"
)

// Image gives the built image, and the cache folder that it is in. A test that
// calls it is one that NETLINKLAB_VM asks for; once asked for, nothing may be
// missing.
func Image(t *testing.T) (image guest.Image, cache string) {
	t.Helper()
	if os.Getenv("NETLINKLAB_VM") == "" {
		t.Skip("needs the guest's image and SDK, and what runs them; set NETLINKLAB_VM=1 to ask for it")
	}
	cache, err := guest.DefaultCache()
	if err != nil {
		t.Fatal(err)
	}
	if image, err = guest.Load(cache); err != nil {
		t.Fatal(err)
	}
	return image, cache
}
