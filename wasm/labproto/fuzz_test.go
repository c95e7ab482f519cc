// SPDX-License-Identifier: Apache-2.0

package labproto

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"testing"
	"testing/iotest"
)

// FuzzReader reads a stream in one piece and byte by byte: both give the same
// frames and the same end, and the frames written again are the stream's start.
func FuzzReader(f *testing.F) {
	stream := AppendFrame(nil, Frame{Type: FrameStop})
	stream = AppendFrame(stream, Frame{Type: FrameEvent, Seq: 7, Payload: someEvent.AppendPayload(nil)})
	f.Add(stream)
	f.Add(stream[:len(stream)-3])
	f.Add(append(bytes.Clone(stream), "garbage, and more than a header of it"...))
	f.Add([]byte{0xff, 0xff, 0x03, 0x00, 7, 1, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		read := func(r io.Reader) (again []byte, err error) {
			for reader := NewReader(r); ; {
				var frame Frame
				if frame, err = reader.ReadFrame(); err != nil {
					return again, err
				}
				again = AppendFrame(again, frame)
			}
		}
		whole, err := read(bytes.NewReader(b))
		slow, slowErr := read(iotest.OneByteReader(bytes.NewReader(b)))
		if !bytes.Equal(whole, slow) || err != slowErr {
			t.Errorf("in one piece %x, %v; byte by byte %x, %v", whole, err, slow, slowErr)
		}
		if !bytes.HasPrefix(b, whole) {
			t.Errorf("%x became %x", b, whole)
		}
		if err == io.EOF && len(whole) != len(b) {
			t.Errorf("%d bytes of %d were read", len(whole), len(b))
		}
	})
}

// FuzzControl reads bytes as each payload that is no event and no program: what
// is accepted is within its limits and comes back the same.
func FuzzControl(f *testing.F) {
	f.Add((&Hello{Token: "t", LastSeq: 8, Session: "s"}).AppendPayload(nil))
	f.Add((&Welcome{Session: "s", Resumed: true}).AppendPayload(nil))
	f.Add((&Status{State: StateReady, Position: 3, WaitMillis: 9, StartMicros: 84000, Kernel: "6.12", Accel: "tcg", Code: EndedIdle, Machine: 2}).AppendPayload(nil))
	f.Add((&Refused{Run: 1, Code: CodeProgram, Path: "steps[0]", Text: "why"}).AppendPayload(nil))
	f.Add((&Ready{Kernel: "6.12", Agent: "a", Modules: []string{"netlink_test", "veth"}}).AppendPayload(nil))
	f.Add((&Clock{UnixNano: -5, Entropy: bytes.Repeat([]byte{7}, 32)}).AppendPayload(nil))
	f.Add((&Input{Run: 7, Step: 3, Data: []byte("hello\n"), EOF: true}).AppendPayload(nil))
	f.Add((&File{Name: "user", Offset: 3, Data: []byte("elf")}).AppendPayload(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		for name, again := range map[string]func([]byte) ([]byte, error){
			"hello":   func(b []byte) ([]byte, error) { v, err := ParseHello(b); return v.AppendPayload(nil), err },
			"welcome": func(b []byte) ([]byte, error) { v, err := ParseWelcome(b); return v.AppendPayload(nil), err },
			"status":  func(b []byte) ([]byte, error) { v, err := ParseStatus(b); return v.AppendPayload(nil), err },
			"refused": func(b []byte) ([]byte, error) { v, err := ParseRefused(b); return v.AppendPayload(nil), err },
			"ready":   func(b []byte) ([]byte, error) { v, err := ParseReady(b); return v.AppendPayload(nil), err },
			"clock":   func(b []byte) ([]byte, error) { v, err := ParseClock(b); return v.AppendPayload(nil), err },
			"input":   func(b []byte) ([]byte, error) { v, err := ParseInput(b); return v.AppendPayload(nil), err },
			"file":    func(b []byte) ([]byte, error) { v, err := ParseFile(b); return v.AppendPayload(nil), err },
		} {
			first, err := again(b)
			if err != nil {
				continue
			}
			second, err := again(first)
			if err != nil || !bytes.Equal(first, second) {
				t.Errorf("%s %x became %x and then %x, %v", name, b, first, second, err)
			}
			if len(first) > len(b)+16 {
				t.Errorf("%s of %d bytes became one of %d", name, len(b), len(first))
			}
		}
	})
}

// FuzzTranscript reads recorded files.
func FuzzTranscript(f *testing.F) {
	f.Add((&Transcript{Kernel: "6.12", Accel: "tcg", Recorded: "2026-11-23", Program: everything, Events: []Event{someEvent}}).AppendJSON(nil))
	f.Add([]byte(`{"kernel":"","program":{"steps":[]},"events":[{"kind":"end"}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		tr, err := ParseTranscriptJSON(b)
		if err != nil {
			var at *PathError
			if errors.As(err, &at) && at.Text == "" {
				t.Errorf("%q: an error without words", b)
			}
			return
		}
		if !json.Valid(b) {
			t.Fatalf("accepted what encoding/json refuses: %q", b)
		}
		text := tr.AppendJSON(nil)
		again, err := ParseTranscriptJSON(text)
		if err != nil || !bytes.Equal(again.AppendJSON(nil), text) {
			t.Errorf("transcript changed on the way: %v\n%s", err, text)
		}
	})
}
