// SPDX-License-Identifier: Apache-2.0

package oops

import (
	"regexp"
	"strings"
)

// Limits of what is read.
const (
	// maxLine is how much of a line is looked at, in bytes.
	maxLine = 512
	// maxFrames bounds one trace.
	maxFrames = 64
)

// Report is one bug as the kernel tells it.
type Report struct {
	Kind Kind
	// Address is the pointer that was used, in hexadecimal digits, or "".
	Address string
	// Trace is where it happened, the innermost function first.
	Trace []Frame
	// Allocated and Freed are the traces that SLUB keeps of an object's life
	// (slab_debug=U), innermost first.
	Allocated, Freed []Frame
}

// Frame is a function that was running.
type Frame struct {
	Function string
	// Offset is from the function's beginning, Size its length with padding, in
	// bytes.
	Offset, Size uint64
	// Module is "" for the kernel's own.
	Module string
	// Exact says that Offset is the instruction itself, and not where a call
	// returns to.
	Exact bool
	// Lines are the places in the source, the innermost inlined function first;
	// Resolve fills them in where it can.
	Lines []Line
}

var (
	stamp = regexp.MustCompile(`^(?:<\d+>)?\[ *\d+\.\d{6}\](?:\[ *[TC]\d+\])? ?`)
	frame = regexp.MustCompile(`^ *(\? )?([A-Za-z_$.][A-Za-z0-9_$.]*)\+0x([0-9a-f]{1,8})/0x([0-9a-f]{1,8})(?: \[([A-Za-z0-9_-]{1,64})[^\]]*\])?$`)
	rip   = regexp.MustCompile(`^ *RIP: 0010:([A-Za-z_$.][A-Za-z0-9_$.]*)\+0x([0-9a-f]{1,8})/0x([0-9a-f]{1,8})(?: \[([A-Za-z0-9_-]{1,64})[^\]]*\])?$`)
	track = regexp.MustCompile(`^(Allocated|Freed) in .* age=\d+ cpu=\d+ pid=`)
)

// reader takes a text apart, line by line.
type reader struct {
	done []Report
	now  Report
	into *[]Frame // where lines with a frame go; nil between traces
	// traced says that the current report has come to its call trace, over that
	// it has said all.
	traced, over bool
}

// Read finds the bugs in a text. It gives the first that is more than a warning,
// for what follows it is often its consequence; ok is false if there is none.
func Read(text string) (r Report, ok bool) {
	var in reader
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if len(line) > maxLine {
			line = line[:maxLine]
		}
		in.line(stamp.ReplaceAllString(line, ""))
	}
	in.finish()
	if len(in.done) == 0 {
		return Report{}, false
	}
	for _, r := range in.done {
		if r.Kind.weight() > Warning.weight() {
			return r, true
		}
	}
	return in.done[0], true
}

func (in *reader) line(line string) {
	if k, address := kindOf(line); k != "" {
		in.sign(k, address)
		return
	}
	if m := track.FindStringSubmatch(line); m != nil && in.now.Kind != "" {
		in.into = &in.now.Freed
		if m[1] == "Allocated" {
			in.into = &in.now.Allocated
		}
		return
	}
	switch {
	case in.now.Kind == "" || in.over:
	case strings.HasPrefix(line, "Call Trace:"):
		in.into = &in.now.Trace
		in.traced = true
	case strings.HasPrefix(line, "---[ end trace"), strings.HasPrefix(line, "RIP: 0033:"):
		in.over = true
		in.into = nil
	case strings.HasPrefix(strings.TrimSpace(line), "<NMI>"), strings.HasPrefix(strings.TrimSpace(line), "<TASK>"), strings.HasPrefix(strings.TrimSpace(line), "</"):
	default:
		in.frame(line)
	}
}

// sign begins a report, or says more of the one that has just begun.
func (in *reader) sign(k Kind, address string) {
	switch {
	case (in.over || in.traced) && k == Unknown:
		return // "Kernel panic - not syncing: Fatal exception" ends a report
	case in.over || in.traced:
		in.finish()
	}
	if k.weight() > in.now.Kind.weight() {
		in.now.Kind = k
	}
	if in.now.Address == "" {
		in.now.Address = address
	}
}

// frame reads a line of a trace, if it is one.
func (in *reader) frame(line string) {
	if m := rip.FindStringSubmatch(line); m != nil {
		f := Frame{Function: m[1], Offset: hexadecimal(m[2]), Size: hexadecimal(m[3]), Module: m[4], Exact: true}
		if in.into != nil && in.now.Kind == Stuck {
			in.now.Trace = nil // so far it was the interrupt that asks what is going on
		}
		in.add(&in.now.Trace, f)
		return
	}
	if in.into == nil {
		return
	}
	m := frame.FindStringSubmatch(line)
	switch {
	case m == nil:
		if !registers.MatchString(line) {
			in.into = nil
		}
	case m[1] == "": // "?" marks what lies on the stack and may be old
		in.add(in.into, Frame{Function: m[2], Offset: hexadecimal(m[3]), Size: hexadecimal(m[4]), Module: m[5]})
	}
}

// registers are lines that an interrupt leaves in the middle of a trace.
var registers = regexp.MustCompile(`^ *(?:Code|RSP|R[A-Z0-9]{2}|FS|CS|CR2|ORIG_RAX|PKRU): |^ *<|^ *\? `)

func (in *reader) add(to *[]Frame, f Frame) {
	if len(*to) < maxFrames {
		*to = append(*to, f)
	}
}

// finish puts the current report to the others.
func (in *reader) finish() {
	if in.now.Kind != "" {
		in.done = append(in.done, in.now)
	}
	in.now, in.into, in.traced, in.over = Report{}, nil, false, false
}

// hexadecimal reads up to eight digits.
func hexadecimal(digits string) (v uint64) {
	for _, d := range []byte(digits) {
		v <<= 4
		if d <= '9' {
			v |= uint64(d - '0')
		} else {
			v |= uint64(d-'a') + 10
		}
	}
	return v
}
