// SPDX-License-Identifier: Apache-2.0

//go:build amd64

package tracer

import (
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

// A pipe brings any bytes as they are, and ends.
func TestStdin(t *testing.T) {
	for name, c := range map[string]struct {
		keyboard Keyboard
		out      string
	}{
		"lines":         {newScript(t, true, "one\n", "tw", "o\x03\x04\x7f\n"), "read one\nread two\x03\x04\x7f\n2 lines\n"},
		"no last line":  {newScript(t, true, "one\nhalf"), "read one\nread half\n2 lines\n"},
		"nothing":       {newScript(t, true, ""), "0 lines\n"},
		"nobody writes": {nil, "0 lines\n"},
	} {
		t.Run(name, func(t *testing.T) {
			st, events := trace(t, Options{Path: build(t, "typist"), Stdin: true, Keyboard: c.keyboard})
			if got := written(events); got != c.out || st.Signal != 0 {
				t.Errorf("%q, %+v", got, st)
			}
		})
	}
}

// window is a keyboard that has never more than MaxUnread outside: it waits for
// the program's side to tell what it has taken.
type window struct {
	*script
	left, outside int
}

func (w *window) Take() ([]byte, bool, error) {
	n := min(labproto.MaxUnread-w.outside, w.left, labproto.MaxInput)
	if n == 0 {
		if w.left == 0 {
			return nil, true, nil
		}
		return nil, false, unix.EAGAIN
	}
	w.left -= n
	w.outside += n
	return []byte(strings.Repeat("x", n-1) + "\n"), w.left == 0, nil
}

// More than a pipe and what is kept beside it hold comes whole.
func TestStdinIsWhole(t *testing.T) {
	const size = 3 * labproto.MaxUnread
	w := &window{script: newScript(t, false, ""), left: size}
	taken := int64(0)
	st, events := traceTelling(t, Options{Path: build(t, "typist"), Stdin: true, Keyboard: w}, func(e *labproto.Event) {
		if e.Kind == labproto.KindNote && e.Name == labproto.NoteInputRead {
			w.outside -= int(e.Ret - taken)
			taken = e.Ret
		}
	})
	if taken != size || strings.Contains(brief(events), labproto.NoteInputLost) {
		t.Errorf("%d bytes of %d were taken", taken, size)
	}
	// typist reads 255 bytes at a time, and exits with the lower byte of how often.
	if lines := size / labproto.MaxInput * ((labproto.MaxInput + 254) / 255); st.Exit != lines&0xff {
		t.Errorf("%+v, not %d", st, lines&0xff)
	}
}

// A program that takes nothing from its standard input ends all the same.
func TestDeafStdin(t *testing.T) {
	keys := newScript(t, true, strings.Repeat("x", 3*labproto.MaxUnread))
	st, _ := trace(t, Options{Path: build(t, "deaf"), Stdin: true, Keyboard: keys})
	if st.Exit != 5 {
		t.Errorf("%+v", st)
	}
}
