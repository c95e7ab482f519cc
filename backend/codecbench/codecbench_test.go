// SPDX-License-Identifier: Apache-2.0

package codecbench_test

import (
	"testing"

	"netlinklab/backend/codecbench"
)

// TestMeasure checks that both sides see the same attributes, that every figure
// is there, and what does not depend on the machine: allocations.
func TestMeasure(t *testing.T) {
	f, err := codecbench.Measure(1)
	if err != nil {
		t.Fatal(err)
	}
	if f.AttributesEach < 40 || f.NodesPerMessage < 300 || f.BytesPerMessage < 1000 || f.Messages != codecbench.Links {
		t.Errorf("the dump is not one of real links: %+v", f)
	}
	for name, v := range map[string]float64{
		"decode_ns_per_byte": f.DecodeNsPerByte, "tree_ns_per_message": f.TreeNsPerMessage, "text_ns_per_message": f.TextNsPerMessage,
		"mdlayher_ns_per_message": f.MdlayherNsPerMessage, "ratio_to_mdlayher": f.RatioToMdlayher, "tree_ratio_to_mdlayher": f.TreeRatioToMdlayher,
	} {
		if v <= 0 {
			t.Errorf("%s is %v", name, v)
		}
	}
	if f.AllocsPerMessage > 4 || f.DecodeAllocsPerMessage > 1 {
		t.Errorf("%v allocations a message, %v for spans alone", f.AllocsPerMessage, f.DecodeAllocsPerMessage)
	}
}
