// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"strings"
	"testing"

	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/qemu/qemutest"
	"netlinklab/wasm/labproto"
)

// TestTerminalInAGuest types into a program on a machine: what it reads, what it
// says of its terminal, and that it can be interrupted.
func TestTerminalInAGuest(t *testing.T) {
	host := onBed(t).host
	source, err := os.ReadFile("../../agent/tracer/testdata/typist.c")
	if err != nil {
		t.Fatal(err)
	}
	m := qemutest.Start(t, host)
	if err := sandbox.SendFile(t.Context(), m, "typist", compiledProgram(t, string(source))); err != nil {
		t.Fatal(err)
	}
	p := labproto.Program{TimeoutMillis: 60_000, Steps: []labproto.Step{
		{Actor: "reader", Op: labproto.OpExec, Name: "typist", Terminal: true, ID: 1000},
		{Actor: "stopped", Op: labproto.OpExec, Name: "typist", Terminal: true},
	}}
	typed := func(step uint32, text string, eof bool) {
		in := labproto.Input{Run: 1, Step: step, Data: []byte(text), EOF: eof}
		if err := m.Send(t.Context(), labproto.Frame{Type: labproto.FrameInput, Payload: in.AppendPayload(nil)}); err != nil {
			t.Error(err)
		}
	}
	said := map[string]string{}
	exits := map[string]labproto.Event{}
	done := map[string]bool{}
	once := func(what string, e labproto.Event) bool {
		if done[what] || !strings.Contains(said[e.Lane], what) {
			return false
		}
		done[what] = true
		return true
	}
	_, err = sandbox.TranscribeOn(t.Context(), m, 1, p, func(e labproto.Event) {
		switch e.Kind {
		case labproto.KindOutput:
			said[e.Lane] += string(e.Data)
		case labproto.KindExit:
			exits[e.Lane] = e
		}
		switch {
		case e.Lane == "reader" && once("ours\r\n", e):
			typed(0, "first line\n", false)
		case e.Lane == "reader" && once("read first line", e):
			typed(0, "second\n", true)
		case e.Lane == "stopped" && e.Kind == labproto.KindNote && e.Name == "program":
			typed(1, "\x03", false)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := "a terminal of 80 by 24, group ours\r\n"; !strings.HasPrefix(said["reader"], want) || !strings.HasSuffix(said["reader"], "read second\r\n2 lines\r\n") {
		t.Errorf("%q", said["reader"])
	}
	if e := exits["reader"]; e.Ret != 2 || e.Name != "" {
		t.Errorf("%+v", e)
	}
	if e := exits["stopped"]; e.Name != "SIGINT" {
		t.Errorf("%+v", e)
	}
}
