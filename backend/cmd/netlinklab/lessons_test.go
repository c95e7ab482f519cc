// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlinklab/lessons"
	"netlinklab/wasm/labproto"
)

// TestRecordingsHold runs every lab and every solution again on a real kernel
// and compares: what the lessons claim stays proved.
func TestRecordingsHold(t *testing.T) {
	host := onBed(t).host
	files := os.DirFS("../../../lessons")
	recordings, err := lessons.Recordings(files)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range recordings {
		if r.Sources != nil {
			continue // TestCodeHolds asks for these
		}
		t.Run(r.Path, func(t *testing.T) {
			t.Parallel()
			b, err := os.ReadFile("../../../lessons/" + r.Path)
			if err != nil {
				t.Fatal(err)
			}
			want, err := labproto.ParseTranscriptJSON(b)
			if err != nil {
				t.Fatal(err)
			}
			got, err := runExplained(t.Context(), host, nil, r.Program, func(labproto.Event) {})
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(lanes(want), lanes(got)); d != "" {
				t.Errorf("the recording (-) and the run (+) differ:\n%s", d)
			}
		})
	}
}

// pickedPort is a port that the kernel picked: a process id or a negative
// number. Ports that a lesson picks are smaller.
var pickedPort = regexp.MustCompile(`(nl_pid=|"port":)[0-9]{3,}`)

// cacheTimes are eight bytes that differ from run to run: of an IFA_CACHEINFO
// that never expires, when the address was made and changed; of an
// IFLA_INET6_CACHEINFO, when the interface changed and a random time.
var cacheTimes = regexp.MustCompile(`(14000600f{16}|14000500ffff0000)[0-9a-f]{16}`)

// lanes sorts events into lanes and takes out what differs from run to run:
// times, process ids, picked ports, the kernel's release, and the order of processes that run
// side by side.
func lanes(t labproto.Transcript) map[string][]string {
	out := map[string][]string{}
	for _, e := range t.Events {
		lane := e.Lane
		e.Run, e.Seq, e.Time, e.PID, e.Call = 0, 0, 0, 0, 0
		switch e.Kind {
		case labproto.KindLane:
			lane = "lanes"
		case labproto.KindPanic:
			e.Text, _, _ = strings.Cut(e.Text, "\n") // registers differ
			_, e.Text, _ = strings.Cut(e.Text, "] ") // so do times
		case labproto.KindStart:
			e.Args = nil // a newer kernel is welcome as long as it does the same
		}
		line := string(bytes.TrimSpace(e.AppendJSON(nil)))
		line = pickedPort.ReplaceAllString(line, "${1}picked")
		out[lane] = append(out[lane], cacheTimes.ReplaceAllString(line, "$1"))
	}
	return out
}
