// SPDX-License-Identifier: Apache-2.0

package oops

import (
	"strings"

	"netlinklab/wasm/labproto"
)

// Explain finds the bug in a text and gives the note that says what and where it
// is; ok is false if there is none. modules are those that it may be in, with
// their debugging sections; one that cannot be read costs its lines only.
func Explain(text string, modules [][]byte) (note labproto.Event, ok bool) {
	r, ok := Read(text)
	if !ok {
		return labproto.Event{}, false
	}
	byName := map[string]*Symbols{}
	for _, m := range modules {
		if s, err := Open(m); err == nil {
			byName[s.Name] = s
		}
	}
	r.Resolve(func(module string) *Symbols { return byName[module] })
	return r.Note(), true
}

// maxLog bounds what a Log keeps, in bytes: a report of SLUB's is about 6 KiB.
const maxLog = 64 << 10

// Log keeps of a kernel log what follows the first sign of a bug.
type Log struct {
	text strings.Builder
	full bool
}

// Add takes the next line of the log.
func (l *Log) Add(line string) {
	if l.full {
		return
	}
	if l.text.Len() == 0 {
		if k, _ := kindOf(line); k == "" {
			return
		}
	}
	if l.text.Len()+len(line) >= maxLog {
		l.full = true
		return
	}
	l.text.WriteString(line)
	l.text.WriteByte('\n')
}

// Text is what was kept, "" if there was no sign of a bug.
func (l *Log) Text() string { return l.text.String() }
