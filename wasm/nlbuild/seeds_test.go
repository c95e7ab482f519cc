// SPDX-License-Identifier: Apache-2.0

package nlbuild_test

import (
	"math/rand/v2"
	"testing"

	"netlinklab/wasm/nlbuild"
	"netlinklab/wasm/nlspec"
)

// addSeed gives a fuzz target a message of every twentieth operation.
func addSeed(f *testing.F) func(nlspec.Operation, nlspec.Part) {
	return func(o nlspec.Operation, p nlspec.Part) {
		if o%20 != 0 || p > nlspec.DoReply {
			return
		}
		a := &author{Rand: rand.New(rand.NewPCG(1, uint64(o)))}
		doc := a.message(o, p)
		r, err := nlbuild.BuildValue(&doc, nlbuild.Options{Generic: generic()})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(r.Bytes, r.Protocol, false)
	}
}
