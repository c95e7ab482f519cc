// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"netlinklab/wasm/labproto"
)

// sendFile gives the agent a file, in pieces.
func (a *agent) sendFile(name string, content []byte) {
	a.t.Helper()
	for at := 0; at < len(content); at += labproto.MaxFilePiece {
		piece := labproto.File{Name: name, Offset: uint32(at), Data: content[at:min(at+labproto.MaxFilePiece, len(content))]}
		a.send(labproto.FrameFile, piece.AppendPayload(nil))
	}
}

func (a *agent) typed(step uint32, text string, eof bool) {
	a.t.Helper()
	a.send(labproto.FrameInput, (&labproto.Input{Run: 7, Step: step, Data: []byte(text), EOF: eof}).AppendPayload(nil))
}

// compiled compiles one of the tracer's test programs.
func compiled(t *testing.T, name string) []byte {
	t.Helper()
	if os.Getenv("NETLINKLAB_VM") == "" {
		t.Skip("needs gcc and root; set NETLINKLAB_VM=1 to ask for it")
	}
	out := filepath.Join(t.TempDir(), name)
	if msg, err := exec.Command("gcc", "-static", "-o", out, "tracer/testdata/"+name+".c").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, msg)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func isNote(code string) func(labproto.Event) bool {
	return func(e labproto.Event) bool { return e.Kind == labproto.KindNote && e.Name == code }
}

// What is typed reaches the program of its step and no other; what comes too
// early, too late or to no terminal is told to be lost.
func TestInput(t *testing.T) {
	program := compiled(t, "typist")
	a := startAgent(t)
	a.sendFile("typist", program)
	a.start(`{"files":[{"name":"typist","id":"x"}],"steps":[
	 {"actor":"a","op":"sleep","ms":1,"label":"slept"},
	 {"actor":"a","op":"exec","name":"typist","terminal":true},
	 {"actor":"b","op":"exec","name":"typist","terminal":true,"after":["never"]},
	 {"actor":"c","op":"exec","name":"typist"},
	 {"actor":"d","op":"sleep","ms":60000,"label":"never"}]}`)
	a.typed(1, "ahead\n", false) // it may wait for the first step
	a.typed(2, "early\n", false)
	a.typed(3, "deaf\n", false)
	a.typed(250, "nobody\n", false)
	var events []labproto.Event
	seen := func(stop func(labproto.Event) bool) {
		t.Helper()
		for {
			e := a.next()
			events = append(events, e)
			if stop(e) {
				return
			}
		}
	}
	seen(func(e labproto.Event) bool { return strings.Contains(string(e.Data), "read ahead") })
	a.typed(1, "now\n", true)
	seen(func(e labproto.Event) bool { return e.Kind == labproto.KindExit && e.Lane == "a" })
	if e := events[len(events)-1]; e.Ret != 2 {
		t.Errorf("the program read %d lines", e.Ret)
	}
	a.typed(1, "late\n", false)
	seen(func(e labproto.Event) bool { return isNote(labproto.NoteInputLost)(e) && e.Lane == "a" })
	a.send(labproto.FrameStop, nil)
	seen(atEnd)
	lost := map[int32]int{}
	for _, e := range events {
		if isNote(labproto.NoteInputLost)(e) {
			lost[e.Step]++
		}
	}
	for _, step := range []int32{1, 2, 3, -1} {
		if lost[step] != 1 {
			t.Errorf("step %d: told %d times that input is lost", step, lost[step])
		}
	}
}
