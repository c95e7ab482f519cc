// SPDX-License-Identifier: Apache-2.0

package xray

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// bufferKiB is the size of the kernel's buffer: some 4000 functions between two
// reads.
const bufferKiB = 512

// Tracing is going on for some tasks and all that they start.
type Tracing struct {
	functions *Functions
	lines     lines
	stack     *stacks // nil where none are wanted
}

// Start traces tasks, by their thread ids. With stacks it tells how modules'
// functions come to be called, too.
func (f *Functions) Start(tids []int, stack bool) (*Tracing, error) {
	t := &Tracing{functions: f, lines: noLines()}
	for done := false; !done; {
		var err error
		if done, err = f.Prepare(); err != nil {
			return nil, err
		}
	}
	words := make([]string, len(tids))
	for i, tid := range tids {
		words[i] = strconv.Itoa(tid)
	}
	err := put("buffer_size_kb", strconv.Itoa(bufferKiB))
	if err == nil {
		err = put("set_ftrace_pid", strings.Join(words, " "))
	}
	if err == nil && stack {
		t.stack, err = openStacks(words)
	}
	if err == nil && stack {
		for key := range f.modules {
			name, _, _ := strings.Cut(key, " ")
			err = errors.Join(err, t.stack.watch(name))
		}
	}
	if err == nil {
		err = t.Modules()
	}
	if err == nil {
		err = put("current_tracer", "function_graph")
	}
	if err == nil {
		t.lines, err = openLines("")
	}
	if err == nil {
		err = put("tracing_on", "1")
	}
	if err != nil {
		return nil, errors.Join(err, t.Stop())
	}
	return t, nil
}

// Modules traces the functions of modules that have been loaded meanwhile.
func (t *Tracing) Modules() error {
	return t.functions.follow(func(module string) error {
		if t.stack == nil {
			return nil
		}
		return t.stack.watch(module)
	})
}

// Read gives the calls there are now, in the order in which they happened.
// overrun says that the kernel had no room for some of them.
func (t *Tracing) Read() (calls []Call, overrun bool) {
	t.lines.each(func(line string) {
		overrun = overrun || lost(line)
		calls = append(calls, parse(line)...)
	})
	return calls, overrun
}

// Stacks gives the stacks there are now, in order.
func (t *Tracing) Stacks() []Stack {
	if t.stack == nil {
		return nil
	}
	return t.stack.read()
}

// Pause stops the recording; what has been recorded can still be read.
func (t *Tracing) Pause() error { return put("tracing_on", "0") }

// Stop ends the tracing and gives its memory back.
func (t *Tracing) Stop() error {
	t.lines.close()
	err := errors.Join(put("current_tracer", "nop"), put("set_ftrace_pid", ""), put("trace", ""), put("buffer_size_kb", "1"))
	if t.stack != nil {
		err = errors.Join(err, t.stack.close())
	}
	if err != nil {
		return fmt.Errorf("end tracing: %w", err)
	}
	return nil
}
