// SPDX-License-Identifier: Apache-2.0

package xray

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Stack is how a module's function came to be called.
type Stack struct {
	// PID is the task, Time CLOCK_MONOTONIC in nanoseconds, rounded down to a
	// microsecond.
	PID  int
	Time uint64
	// Frames are functions, the innermost first; one of a module has " [MODULE]"
	// behind its name.
	Frames []string
}

const (
	// instance is a trace buffer of its own for stacks
	// (Documentation/trace/ftrace.rst, Instances).
	instance = "instances/stacks"
	// group is the name of our kprobe events.
	group = "xray"
	// maxProbes bounds the functions of modules that are watched, maxFrames the
	// depth of a stack.
	maxProbes = 16
	maxFrames = 32
	// stackKiB is the size of the buffer for stacks: each takes 300 bytes.
	stackKiB = 128
)

// stacks records the call stack at the entry of modules' functions.
type stacks struct {
	lines  lines
	probes []string
	// modules are those of the functions that are watched, by the functions' names.
	modules map[string]string
	now     *Stack // its frames are being read
}

func openStacks(tids []string) (*stacks, error) {
	s := &stacks{lines: noLines(), modules: map[string]string{}}
	if err := os.Mkdir(filepath.Join(folder, instance), 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return s, fmt.Errorf("tracing: %w", err)
	}
	for _, w := range []struct{ file, value string }{
		{"trace_clock", "mono"}, {"buffer_size_kb", strconv.Itoa(stackKiB)},
		{"options/event-fork", "1"}, {"set_event_pid", strings.Join(tids, " ")},
	} {
		if err := put(filepath.Join(instance, w.file), w.value); err != nil {
			return s, err
		}
	}
	var err error
	s.lines, err = openLines(instance)
	return s, err
}

// watch sets a probe at each function of a module. One that cannot have one is
// left out: the rest is worth having.
func (s *stacks) watch(module string) error {
	b, err := os.ReadFile(filepath.Join(folder, "set_ftrace_filter"))
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(b)) {
		function, ok := strings.CutSuffix(strings.TrimSpace(line), " ["+module+"]")
		if !ok || !symbol(function) || len(s.probes) == maxProbes {
			continue
		}
		name := "p" + strconv.Itoa(len(s.probes))
		if add("kprobe_events", "p:"+group+"/"+name+" "+module+":"+function) != nil {
			continue
		}
		s.probes = append(s.probes, name)
		s.modules[function] = module
		event := filepath.Join(instance, "events", group, name)
		if err := errors.Join(put(filepath.Join(event, "trigger"), "stacktrace"), put(filepath.Join(event, "enable"), "1")); err != nil {
			return err
		}
	}
	return nil
}

// read gives the stacks of functions that were entered from outside their module.
func (s *stacks) read() (found []Stack) {
	add := func(line string) {
		if done := s.line(line); done != nil {
			found = append(found, *done)
		}
	}
	s.lines.each(add)
	add("") // nothing follows now, so the last one is whole
	return found
}

// line reads one line; it gives a stack that has ended before it.
func (s *stacks) line(line string) (done *Stack) {
	if frame, ok := strings.CutPrefix(line, " => "); ok && s.now != nil {
		if len(s.now.Frames) < maxFrames && len(line) < maxLine {
			s.now.Frames = append(s.now.Frames, frame)
		}
		return nil
	}
	done, s.now = s.now, nil
	if head, ok := strings.CutSuffix(line, ": <stack trace>"); ok && len(line) < maxLine {
		s.now = parseHead(head)
	}
	if done != nil && !s.trim(done) {
		return nil
	}
	return done
}

// parseHead reads "NAME-PID [CPU] FLAGS SECONDS.MICROSECONDS".
func parseHead(head string) *Stack {
	f := strings.Fields(head)
	if len(f) < 4 {
		return nil
	}
	task := f[len(f)-4]
	pid, err := strconv.Atoi(task[strings.LastIndexByte(task, '-')+1:])
	stamp, ok := parseStamp(f[len(f)-1])
	if err != nil || !ok || pid <= 0 {
		return nil
	}
	return &Stack{PID: pid, Time: stamp}
}

// trim leaves out what the probe itself added, and names the modules. It is false
// for a function that was called from within its module.
func (s *stacks) trim(t *Stack) bool {
	for len(t.Frames) > 0 && s.modules[t.Frames[0]] == "" {
		t.Frames = t.Frames[1:]
	}
	if len(t.Frames) < 2 || s.modules[t.Frames[0]] == s.modules[t.Frames[1]] {
		return false
	}
	for i, f := range t.Frames {
		if m := s.modules[f]; m != "" {
			t.Frames[i] = f + " [" + m + "]"
		}
	}
	return true
}

func (s *stacks) close() (err error) {
	s.lines.close()
	for _, p := range s.probes {
		event := filepath.Join(instance, "events", group, p)
		err = errors.Join(err, put(filepath.Join(event, "enable"), "0"), put(filepath.Join(event, "trigger"), "!stacktrace"))
	}
	for _, p := range s.probes {
		err = errors.Join(err, add("kprobe_events", "-:"+group+"/"+p))
	}
	return errors.Join(err, os.Remove(filepath.Join(folder, instance)))
}
