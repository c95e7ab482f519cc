// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strconv"
	"testing"

	"netlinklab/wasm/labproto"
)

// refused reads the next frame, a refusal.
func (a *agent) refused() labproto.Refused {
	a.t.Helper()
	f, err := a.out.ReadFrame()
	if err != nil || f.Type != labproto.FrameRefused {
		a.t.Fatalf("%v %v", f.Type, err)
	}
	r, err := labproto.ParseRefused(f.Payload)
	if err != nil {
		a.t.Fatal(err)
	}
	return r
}

// A run that names a file which was not kept is refused with its number, and
// taken once the file is.
func TestFilesThatAreNotKept(t *testing.T) {
	a := startAgent(t)
	run := `{"files":[{"name":"f0","id":"a"},{"name":"late","id":"b"}],"steps":[{"actor":"a","op":"sleep","ms":1}]}`
	a.sendFile("f0", []byte("content"))
	a.send(labproto.FrameFile, (&labproto.File{Name: "late", Offset: 4, Data: []byte("tail")}).AppendPayload(nil))
	a.start(run)
	if r := a.refused(); r.Run != 7 || r.Code != labproto.CodeFile || r.Path != "files[1]" || r.Text == "" {
		t.Errorf("%+v", r)
	}
	a.sendFile("late", []byte("head and tail"))
	if got := brief(a.run(run)); got != "a clock_nanosleep ok\nend done\n" {
		t.Errorf("%s", got)
	}
	for i := range labproto.MaxFiles + 1 {
		a.sendFile("f"+strconv.Itoa(i), []byte("content"))
	}
	a.start(`{"files":[{"name":"f` + strconv.Itoa(labproto.MaxFiles) + `","id":"a"}],"steps":[{"actor":"a","op":"sleep","ms":1}]}`)
	if r := a.refused(); r.Code != labproto.CodeFile || r.Path != "files[0]" {
		t.Errorf("%+v", r)
	}
}
