// SPDX-License-Identifier: Apache-2.0

package supervisor

import (
	"testing"

	"netlinklab/backend/agent/worker"
	"netlinklab/wasm/labproto"
)

// TestOutputOfARunIsBounded lets two actors write three times as much as a run
// tells.
func TestOutputOfARunIsBounded(t *testing.T) {
	s := &supervisor{}
	r := &run{s: s, id: 1}
	for i := range 3 * maxOutput / 1000 {
		a := &actor{name: "ab"[i%2 : i%2+1]}
		r.record(a, heard{kind: worker.RecordEvent, event: labproto.Event{Kind: labproto.KindOutput, Name: "stdout", Data: make([]byte, 1000)}})
	}
	r.record(&actor{name: "a"}, heard{kind: worker.RecordEvent, event: labproto.Event{Kind: labproto.KindNote, Name: labproto.NoteOutputCut}})
	size, notes := 0, 0
	for _, e := range told(t, s) {
		if size += len(e.Data); e.Kind == labproto.KindNote {
			notes++
		}
	}
	if size != maxOutput || notes != 1 {
		t.Errorf("%d bytes are told, of %d; %d notes", size, maxOutput, notes)
	}
}
