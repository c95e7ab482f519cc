// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"

	"netlinklab/wasm/labproto"
)

// What is sent to a program's pipe reaches it, and its end.
func TestStdin(t *testing.T) {
	program := compiled(t, "typist")
	a := startAgent(t)
	a.sendFile("typist", program)
	a.start(`{"files":[{"name":"typist","id":"x"}],"steps":[{"actor":"a","op":"exec","name":"typist","stdin":true}]}`)
	var said string
	taken := int64(0)
	for {
		e := a.next()
		switch {
		case isNote("program")(e):
			a.typed(0, "one\ntw", false)
			a.typed(0, "o\n", true)
		case isNote(labproto.NoteInputRead)(e):
			taken = e.Ret
		case e.Kind == labproto.KindOutput:
			said += string(e.Data)
		case e.Kind == labproto.KindExit:
			if e.Ret != 2 || taken != 8 || !strings.HasPrefix(said, "read one\nread two\n") {
				t.Errorf("it ends with %d, has taken %d bytes and said %q", e.Ret, taken, said)
			}
			return
		}
	}
}
