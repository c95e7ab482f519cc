// SPDX-License-Identifier: Apache-2.0

package oops

import (
	"fmt"
	"strconv"
	"strings"

	"netlinklab/wasm/labproto"
)

// Resolve finds the lines of all frames in modules. symbols gives a module's by
// its name, nil if there are none; it may be asked more than once.
func (r *Report) Resolve(symbols func(module string) *Symbols) {
	for _, trace := range [][]Frame{r.Trace, r.Allocated, r.Freed} {
		for i, f := range trace {
			if f.Module == "" {
				continue
			}
			if s := symbols(f.Module); s != nil {
				trace[i].Lines = s.find(f)
			}
		}
	}
}

// own gives the innermost place in the learner's own files, and its frame.
func own(trace []Frame) (Line, Frame, bool) {
	for _, f := range trace {
		for _, l := range f.Lines {
			if l.Own() {
				return l, f, true
			}
		}
	}
	return Line{}, Frame{}, false
}

// Place says where the bug is, as well as it is known: the innermost line of
// the learner's own. Memory that is used after it was freed is found by the
// kernel later, in whoever allocates next, so that there the line is the one
// that freed it.
func (r *Report) Place() (Line, Frame) {
	order := [][]Frame{r.Trace, r.Freed, r.Allocated}
	if r.Kind == UseAfterFree && len(r.Freed) > 0 {
		order = [][]Frame{r.Freed, r.Allocated, r.Trace}
	}
	for _, trace := range order {
		if l, f, ok := own(trace); ok {
			return l, f
		}
	}
	for _, trace := range [][]Frame{r.Trace, r.Freed} {
		for _, f := range trace {
			if f.Module != "" {
				return Line{Function: f.Function}, f
			}
		}
	}
	if len(r.Trace) > 0 {
		return Line{Function: r.Trace[0].Function}, r.Trace[0]
	}
	return Line{}, Frame{}
}

// Note is the event that says it: Args kind, function, file, line, module,
// address, and freed and allocated as file:line where SLUB remembers them; only
// what is known is there. Text has a line for each function of the trace,
// "function file:line", the innermost first.
func (r *Report) Note() labproto.Event {
	e := labproto.Event{Kind: labproto.KindNote, Lane: labproto.LaneKernel, Step: -1, Name: labproto.NoteOops, Text: r.traceText()}
	add := func(name, value string) {
		if value != "" {
			e.Args = append(e.Args, labproto.Arg{Name: name, Value: value})
		}
	}
	at, f := r.Place()
	add("kind", string(r.Kind))
	add("function", at.Function)
	add("file", at.File)
	if at.Line > 0 {
		add("line", strconv.Itoa(at.Line))
	}
	add("module", f.Module)
	add("address", r.Address)
	add("freed", ownPlace(r.Freed))
	add("allocated", ownPlace(r.Allocated))
	return e
}

// ownPlace is file:line of the innermost place of the learner's own, or "".
func ownPlace(trace []Frame) string {
	l, _, ok := own(trace)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%s:%d", l.File, l.Line)
}

func (r *Report) traceText() string {
	var b strings.Builder
	for _, f := range r.Trace {
		if len(f.Lines) == 0 {
			b.WriteString(f.Function)
			if f.Module != "" {
				b.WriteString(" [" + f.Module + "]")
			}
			b.WriteByte('\n')
		}
		for _, l := range f.Lines {
			fmt.Fprintf(&b, "%s %s:%d\n", l.Function, l.File, l.Line)
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// Sentence says the whole in English, for a terminal.
func Sentence(note labproto.Event) string {
	var b strings.Builder
	switch {
	case note.Arg("file") != "":
		fmt.Fprintf(&b, "%s:%s: in %s: ", note.Arg("file"), note.Arg("line"), note.Arg("function"))
	case note.Arg("function") != "":
		fmt.Fprintf(&b, "in %s: ", note.Arg("function"))
	}
	b.WriteString(Kind(note.Arg("kind")).Text())
	for _, more := range []string{"freed", "allocated"} {
		if at := note.Arg(more); at != "" {
			fmt.Fprintf(&b, "; %s at %s", more, at)
		}
	}
	return b.String()
}
