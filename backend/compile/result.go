// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"fmt"
	"strings"
	"time"
)

// Result is what came of a job.
type Result struct {
	// ID names the job and the system that it was compiled on.
	ID string
	// Binary is what runs in the guest, without debugging sections; nil if the
	// compiler refused.
	Binary []byte
	// Debug is the same with them, to find a source line by an address.
	Debug []byte
	// Diagnostics are what the compiler and the linker have to say, in the
	// order in which they said it.
	Diagnostics []Diagnostic
	// Limit is the limit that ended the compiler, "" for none.
	Limit Limit
	// Rest is what the tools printed beside diagnostics, at most restBytes long.
	Rest string
	// Took is the compiler's time; Cached says that it was an earlier one's.
	Took   time.Duration
	Cached bool
}

// OK says whether there is something to run.
func (r *Result) OK() bool { return r.Binary != nil }

// Severity is how bad a diagnostic is.
type Severity string

// Severities, as gcc calls them.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Note    Severity = "note"
)

// Diagnostic is one thing that the compiler or the linker says.
type Diagnostic struct {
	Severity Severity `json:"severity"`
	// File, Line and Column say where; Line and Column count from 1, in bytes,
	// and are 0 where the tool did not say.
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	// EndLine and EndColumn are the last byte that it is about, 0 if unknown.
	EndLine   int    `json:"end_line,omitempty"`
	EndColumn int    `json:"end_column,omitempty"`
	Text      string `json:"text"`
	// Option is the warning's switch, "-Wall".
	Option string `json:"option,omitempty"`
	// Drift names a change of the kernel's API that explains it, "" for none.
	Drift Drift `json:"drift,omitempty"`
	// Notes belong to it.
	Notes []Diagnostic `json:"notes,omitempty"`
}

// String is the diagnostic in the form that editors and people read:
// module.c:12:5: error: text [-Woption].
func (d Diagnostic) String() string {
	var b strings.Builder
	if d.File != "" {
		b.WriteString(d.File + ":")
		if d.Line > 0 {
			fmt.Fprintf(&b, "%d:%d:", d.Line, d.Column)
		}
		b.WriteByte(' ')
	}
	b.WriteString(string(d.Severity) + ": " + d.Text)
	if d.Option != "" {
		b.WriteString(" [" + d.Option + "]")
	}
	return b.String()
}

// Limit is a bound that a compiler ran into.
type Limit string

// Limits of one compilation.
const (
	LimitTime      Limit = "time"
	LimitMemory    Limit = "memory"
	LimitOutput    Limit = "output"
	LimitFile      Limit = "file-size"
	LimitProcesses Limit = "processes"
)
