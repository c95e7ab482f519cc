// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"bytes"
	"context"
	"errors"
	"time"
)

// outcome is what a script in the jail has left.
type outcome struct {
	archive []byte              // standard output
	printed []byte              // standard error
	plain   func([]byte) []byte // for what is in the archive and has paths
	limit   Limit
	took    time.Duration
}

// killGrace is how long pipes are read after the jail was killed.
const killGrace = 5 * time.Second

// Causes of a jail's end before its script's.
var (
	errTime      = errors.New("time is over")
	errOutput    = errors.New("it printed too much")
	errResult    = errors.New("its result is too large")
	errProcesses = errors.New("it started too many processes")
)

// run runs a script in the jail, with the Go toolchain there unless g is nil. The
// error is the script's; limits that it ran into are in the outcome.
func (c *Compiler) run(ctx context.Context, g *goTool, seat int, input []byte, script string) (outcome, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	alarm := time.AfterFunc(wallLimit, func() { cancel(errTime) })
	defer alarm.Stop()
	archive := bounded{limit: archiveBytes, over: func() { cancel(errResult) }}
	printed := bounded{limit: printedBytes, over: func() { cancel(errOutput) }}
	t := task{golang: g, seat: seat, script: script, input: bytes.NewReader(input), output: &archive, printed: &printed, exceeds: func(err error) { cancel(err) }}
	start := time.Now()
	err := c.jail.run(ctx, &t)
	o := outcome{archive: archive.Bytes(), printed: t.inPlain(printed.Bytes()), plain: t.inPlain, took: time.Since(start)}
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errTime):
		o.limit = LimitTime
	case errors.Is(cause, errOutput):
		o.limit = LimitOutput
	case errors.Is(cause, errResult):
		o.limit = LimitFile
	case errors.Is(cause, errProcesses):
		o.limit = LimitProcesses
	case err != nil:
		o.limit = limitIn(o.printed)
	}
	return o, err
}

// limitIn finds in what the tools printed the limit that the kernel has held
// one of them to: cc1 dies of it, and the others report its end.
func limitIn(printed []byte) Limit {
	for _, s := range []struct {
		text  string
		limit Limit
	}{
		{"out of memory allocating", LimitMemory},
		{"virtual memory exhausted", LimitMemory},
		{"memory exhausted", LimitMemory},
		{"Cannot allocate memory", LimitMemory},
		{"CPU time limit exceeded", LimitTime},
		{"Killed signal", LimitTime},
		{"File size limit exceeded", LimitFile},
		{"File too large", LimitFile},
		{"No space left on device", LimitFile},
		{"Resource temporarily unavailable", LimitProcesses},
		{"Cannot fork", LimitProcesses},
	} {
		if bytes.Contains(printed, []byte(s.text)) {
			return s.limit
		}
	}
	return ""
}
