// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"bytes"
	"sync/atomic"
	"testing"

	"netlinklab/backend/sandbox/sandboxtest"
	"netlinklab/wasm/labproto"
)

// exec runs a file and gives what it prints.
func (p *page) exec(id uint32, file string) []byte {
	p.t.Helper()
	r := labproto.Run{ID: id, Program: labproto.Program{Files: []labproto.ProgramFile{{Name: "user", ID: file}},
		Steps: []labproto.Step{{Actor: "user", Op: labproto.OpExec, Name: "user"}}}}
	p.send(labproto.FrameRun, r.AppendPayload(nil))
	var printed []byte
	for {
		switch f := p.next(); f.Type {
		case labproto.FrameRefused:
			refused, err := labproto.ParseRefused(f.Payload)
			if err != nil {
				p.t.Fatal(err)
			}
			return []byte(refused.Code + " " + refused.Path)
		case labproto.FrameEvent:
			e, err := labproto.ParseEvent(f.Payload)
			if err != nil {
				p.t.Fatal(err)
			}
			if printed = append(printed, e.Data...); e.Kind == labproto.KindEnd {
				return printed
			}
		}
	}
}

// TestRunsGetTheirFiles runs one program twice, another one under its name, and
// one that is not kept any more.
func TestRunsGetTheirFiles(t *testing.T) {
	long := bytes.Repeat([]byte("first program "), 10000) // two pieces
	var asked atomic.Int32
	w := newWorld(t, &sandboxtest.Starter{}, Options{Files: func(id string) ([]byte, bool) {
		asked.Add(1)
		switch id {
		case "one":
			return long, true
		case "two":
			return []byte("second"), true
		}
		return nil, false
	}}, roomy)
	p := w.welcome(labproto.Hello{})
	for i, try := range []struct {
		file  string
		wants []byte
	}{{"one", long}, {"one", long}, {"two", []byte("second")}} {
		if got := p.exec(uint32(i+1), try.file); !bytes.Equal(got, try.wants) {
			t.Errorf("run %d of %s printed %d bytes", i+1, try.file, len(got))
		}
	}
	if n := asked.Load(); n != 2 {
		t.Errorf("asked for files %d times", n)
	}
	if got := p.exec(9, "gone"); string(got) != labproto.CodeFile+" files[0].id" {
		t.Errorf("%s", got)
	}
	if got := p.exec(10, "two"); string(got) != "second" {
		t.Errorf("after a refusal it printed %q", got)
	}
	p.send(labproto.FrameReset, nil)
	if got := p.exec(11, "two"); string(got) != "second" {
		t.Errorf("a new machine printed %q", got)
	}
}
