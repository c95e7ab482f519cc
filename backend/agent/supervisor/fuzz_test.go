// SPDX-License-Identifier: Apache-2.0

package supervisor

import (
	"bytes"
	"errors"
	"testing"

	"golang.org/x/sys/unix"

	"netlinklab/backend/agent/worker"
	"netlinklab/wasm/labproto"
)

// FuzzPort gives the agent's port a stream in pieces: it takes what the
// labproto.Reader takes of it, up to the first thing that is no frame.
func FuzzPort(f *testing.F) {
	good := labproto.AppendFrame(nil, labproto.Frame{Type: labproto.FramePing, Payload: []byte("ping")})
	good = labproto.AppendFrame(good, labproto.Frame{Type: labproto.FrameStop})
	f.Add(good, 5)
	f.Add(append(bytes.Clone(good), "this is no frame"...), 1)
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0}, 3)
	f.Fuzz(func(t *testing.T, b []byte, piece int) {
		piece = max(1, piece&0xfff)
		if len(b) > 60<<10 {
			return // more than the pipe takes at once
		}
		var pipe [2]int
		if err := unix.Pipe2(pipe[:], unix.O_CLOEXEC|unix.O_NONBLOCK); err != nil {
			t.Fatal(err)
		}
		defer unix.Close(pipe[0])
		defer unix.Close(pipe[1])
		p := port{in: pipe[0], out: -1}
		var got []byte
		var err error
		for rest := b; len(rest) > 0 && err == nil; {
			n := min(piece, len(rest))
			if _, err := unix.Write(pipe[1], rest[:n]); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
			err = p.read(func(f labproto.Frame) { got = labproto.AppendFrame(got, f) })
		}
		var want []byte
		var wantErr error
		for r := labproto.NewReader(bytes.NewReader(b)); wantErr == nil; {
			var f labproto.Frame
			if f, wantErr = r.ReadFrame(); wantErr == nil {
				want = labproto.AppendFrame(want, f)
			}
		}
		if !bytes.Equal(got, want) {
			t.Errorf("took %x, not %x", got, want)
		}
		if len(p.buf) > labproto.HeaderSize+labproto.MaxPayload {
			t.Errorf("%d bytes are kept", len(p.buf))
		}
		if err != nil && errors.Is(err, errGone) {
			t.Errorf("a host that is there went away: %v", err)
		}
	})
}

// FuzzRecords reads what a worker says, which a learner's program may have
// written over: nothing of it harms the supervisor.
func FuzzRecords(f *testing.F) {
	e := labproto.Event{Kind: labproto.KindNote, Name: "n", Text: "text"}
	msg := worker.AppendRecord(nil, worker.RecordEvent, e.AppendPayload(nil))
	msg = worker.AppendRecord(msg, worker.RecordDone, []byte{1, 0, 0, 0})
	f.Add(worker.AppendRecord(msg, worker.RecordLog, make([]byte, 16)))
	f.Add([]byte{'E', 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, b []byte) {
		records := 0
		for rest := b; ; records++ {
			kind, content, after, ok := worker.NextRecord(rest)
			if !ok {
				break
			}
			if again := worker.AppendRecord(nil, kind, content); !bytes.HasPrefix(rest, again) || len(after) != len(rest)-len(again) {
				t.Fatalf("record %c of %x", kind, rest)
			}
			rest = after
		}
		if n := len(appendHeard(nil, b)); n > records {
			t.Errorf("%d records say %d things", records, n)
		}
	})
}
