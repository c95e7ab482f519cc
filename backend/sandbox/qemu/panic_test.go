// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"strings"
	"testing"

	"netlinklab/backend/sandbox"
	"netlinklab/wasm/labproto"
)

// TestPanicIsAnEnding crashes a real kernel: the machine's frames end, and its
// ending has the oops with the module's own function in it.
func TestPanicIsAnEnding(t *testing.T) {
	m := start(t, newHost(t))
	p, err := labproto.ParseProgramJSON([]byte(`{"steps":[
	 {"actor":"a","op":"unload","name":"netlink_test"},
	 {"actor":"a","op":"load","name":"netlink_test","params":"bugs=1"},
	 {"actor":"a","op":"open","protocol":30},
	 {"actor":"a","op":"send","data":"10000000 1200 0000 00000000 00000000"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	run := labproto.Run{ID: 1, Program: p}
	if err := m.Send(t.Context(), labproto.Frame{Type: labproto.FrameRun, Payload: run.AppendPayload(nil)}); err != nil {
		t.Fatal(err)
	}
	entered := false
	for f := range m.Frames() {
		e, err := labproto.ParseEvent(f.Payload)
		if err != nil {
			t.Fatal(err)
		}
		entered = entered || e.Kind == labproto.KindEnter && e.Name == "sendto"
		if e.Kind == labproto.KindEnd {
			t.Fatalf("the run ended with %s", e.Name)
		}
	}
	<-m.Done()
	e := m.Ending()
	if e.Cause != sandbox.CausePanic || !strings.Contains(e.Text, "NULL pointer dereference") || !strings.Contains(e.Text, "nltest_crash") {
		t.Errorf("ended by %s with\n%s", e.Cause, e.Text)
	}
	if !entered {
		t.Error("the call that crashed was not told")
	}
}
