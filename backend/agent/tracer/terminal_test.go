// SPDX-License-Identifier: Apache-2.0

//go:build amd64

package tracer

import (
	"io"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

// script is a keyboard that types one string after the other, and whose end may
// be the input's.
type script struct {
	r, w int
	keys []string
	eof  bool
}

func newScript(t *testing.T, eof bool, keys ...string) *script {
	var fds [2]int
	if err := unix.Pipe2(fds[:], unix.O_CLOEXEC); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fds[0]); unix.Close(fds[1]) })
	if _, err := unix.Write(fds[1], make([]byte, len(keys))); err != nil {
		t.Fatal(err)
	}
	return &script{r: fds[0], w: fds[1], keys: keys, eof: eof}
}

func (s *script) FD() int { return s.r }

func (s *script) Take() ([]byte, bool, error) {
	if len(s.keys) == 0 {
		return nil, false, unix.EAGAIN
	}
	if _, err := unix.Read(s.r, make([]byte, 1)); err != nil {
		return nil, false, io.EOF
	}
	k := s.keys[0]
	s.keys = s.keys[1:]
	return []byte(k), s.eof && len(s.keys) == 0, nil
}

// written joins what a program wrote to its terminal.
func written(events []labproto.Event) string {
	var b strings.Builder
	for _, e := range events {
		if e.Kind == labproto.KindOutput && e.Name == "stdout" {
			b.Write(e.Data)
		}
	}
	return b.String()
}

func TestTerminal(t *testing.T) {
	for name, c := range map[string]struct {
		keys *script
		exit int
		last string
	}{
		"lines, then the end":   {newScript(t, true, "one\n", "two\rthr", "ee\n"), 3, "3 lines\r\n"},
		"the end within a line": {newScript(t, true, "one\nhal", "f"), 2, "2 lines\r\n"},
		"corrected":             {newScript(t, true, "onx\x7fe\n"), 1, "1 lines\r\n"},
		"control and D":         {newScript(t, false, "\x04"), 0, "0 lines\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			st, events := trace(t, Options{Path: build(t, "typist"), Terminal: true, Keyboard: c.keys})
			if st.Exit != c.exit || st.Signal != 0 {
				t.Errorf("%+v", st)
			}
			out := written(events)
			if !strings.Contains(out, "a terminal of 80 by 24, group ours\r\n") || !strings.HasSuffix(out, c.last) {
				t.Errorf("%q", out)
			}
			if c.exit > 0 && (!strings.Contains(out, "one\r\n") || !strings.Contains(out, "read one\r\n")) {
				t.Errorf("no echo, or no line, in %q", out)
			}
		})
	}
}

// What was read and said stands before the call that follows it.
func TestTerminalKeepsTheOrder(t *testing.T) {
	_, events := trace(t, Options{Path: build(t, "typist"), Terminal: true, Keyboard: newScript(t, true, "one\n")})
	all := brief(events)
	said, called := strings.Index(all, "read one"), strings.Index(all, "enter socket")
	if said < 0 || called < said {
		t.Errorf("%s", all)
	}
}

func TestInterrupt(t *testing.T) {
	st, events := trace(t, Options{Path: build(t, "typist"), Terminal: true, Keyboard: newScript(t, false, "a line\n", "\x03")})
	if st.Signal != unix.SIGINT {
		t.Errorf("%+v\n%s", st, brief(events))
	}
}

// A program that reads nothing neither stops what is typed nor keeps all of it.
func TestTypingAtADeafProgram(t *testing.T) {
	keys := newScript(t, false)
	piece := strings.Repeat("x", labproto.MaxInput)
	for range 3 * labproto.MaxUnread / labproto.MaxInput {
		keys.keys = append(keys.keys, piece)
	}
	keys.keys = append(keys.keys, "\n")
	if _, err := unix.Write(keys.w, make([]byte, len(keys.keys))); err != nil {
		t.Fatal(err)
	}
	st, _ := trace(t, Options{Path: build(t, "deaf"), Terminal: true, Keyboard: keys})
	if st.Exit != 5 {
		t.Errorf("%+v", st)
	}
}

func TestNobodyTypes(t *testing.T) {
	st, events := trace(t, Options{Path: build(t, "typist")})
	if st.Exit != 0 || written(events) != "0 lines\n" {
		t.Errorf("%+v %q", st, written(events))
	}
}

func TestPendingIsBounded(t *testing.T) {
	var notes []string
	y := typing{t: &tracer{o: Options{Emit: func(e *labproto.Event) { notes = append(notes, e.Name) }}}}
	for range 3 * labproto.MaxUnread / 1000 {
		y.add(make([]byte, 1000), false)
	}
	if len(y.pending) > labproto.MaxUnread || len(notes) != 1 || notes[0] != labproto.NoteInputLost {
		t.Errorf("%d bytes are kept; notes %q", len(y.pending), notes)
	}
}
