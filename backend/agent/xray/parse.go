// SPDX-License-Identifier: Apache-2.0

package xray

import (
	"strconv"
	"strings"
)

// Call is a function that a task entered or left.
type Call struct {
	// PID is the task.
	PID int
	// Time is CLOCK_MONOTONIC in nanoseconds, rounded down to a microsecond.
	Time uint64
	// Enter is true for the entry and false for the return.
	Enter bool
	Name  string
	// Module is the module that the function is part of, or "".
	Module string
	// Depth counts the traced functions around this one.
	Depth, CPU int
	// Duration is how long the function took, in nanoseconds (return).
	Duration uint64
}

// maxLine bounds a line, in bytes; a longer one is none of the tracer's.
const maxLine = 512

// parse reads a line of the function graph. A function that calls no other
// traced one has one line for both its entry and its return. No calls is a line
// of another kind. A task's name, which may hold anything, is passed over.
func parse(line string) (calls []Call) {
	if len(line) > maxLine {
		return nil
	}
	rest, function, ok := cutLast(line)
	if !ok {
		return nil
	}
	rest, took, ok := cutLast(rest)
	if !ok {
		return nil
	}
	stamp, task, ok := strings.Cut(rest, "|")
	if !ok {
		return nil
	}
	var c Call
	if c.Time, ok = parseStamp(strings.TrimSpace(stamp)); !ok {
		return nil
	}
	cpu, task, ok := strings.Cut(task, ")")
	if !ok {
		return nil
	}
	task = strings.TrimSpace(task)
	var err1, err2 error
	c.CPU, err1 = strconv.Atoi(strings.TrimSpace(cpu))
	c.PID, err2 = strconv.Atoi(task[strings.LastIndexByte(task, '-')+1:])
	if err1 != nil || err2 != nil || c.PID <= 0 || c.CPU < 0 {
		return nil
	}
	name := strings.TrimLeft(function, " ")
	if c.Depth = (len(function)-len(name))/2 - 1; c.Depth < 0 {
		return nil
	}
	name = strings.TrimRight(name, " ")
	duration, timed := parseDuration(took)
	switch {
	case strings.HasSuffix(name, "() {"):
		c.Enter = true
		return c.named(strings.TrimSuffix(name, "() {"))
	case strings.HasSuffix(name, "();") && timed:
		c.Enter = true
		calls = c.named(strings.TrimSuffix(name, "();"))
		if calls != nil {
			back := calls[0]
			back.Enter, back.Duration, back.Time = false, duration, back.Time+duration
			calls = append(calls, back)
		}
		return calls
	case strings.HasPrefix(name, "} /* ") && strings.HasSuffix(name, " */") && timed:
		c.Duration = duration
		return c.named(strings.TrimSuffix(strings.TrimPrefix(name, "} /* "), " */"))
	}
	return nil
}

// named fills in "NAME" or "NAME [MODULE]".
func (c Call) named(text string) []Call {
	name, module, ok := strings.Cut(text, " [")
	if ok {
		module = strings.TrimSuffix(module, "]")
	}
	if !symbol(name) || ok && !symbol(module) {
		return nil
	}
	c.Name, c.Module = name, module
	return []Call{c}
}

func symbol(s string) bool {
	for i := range len(s) {
		switch b := s[i]; {
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b >= '0' && b <= '9', b == '_', b == '.', b == '$', b == '-':
		default:
			return false
		}
	}
	return s != "" && len(s) <= 128
}

func cutLast(s string) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, '|')
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// parseStamp reads "SECONDS.MICROSECONDS".
func parseStamp(s string) (nanos uint64, ok bool) {
	whole, part, ok := strings.Cut(s, ".")
	seconds, err1 := strconv.ParseUint(whole, 10, 32)
	micros, err2 := strconv.ParseUint(part, 10, 32)
	if !ok || err1 != nil || err2 != nil || len(part) != 6 {
		return 0, false
	}
	return seconds*1e9 + micros*1e3, true
}

// parseDuration reads "* 11370.42 us": a mark for long ones, microseconds, and
// as many decimals as the kernel has room for.
func parseDuration(s string) (nanos uint64, ok bool) {
	s = strings.TrimSpace(s)
	if len(s) > 1 && s[1] == ' ' && (s[0] < '0' || s[0] > '9') {
		s = s[2:]
	}
	s, ok = strings.CutSuffix(s, " us")
	if !ok {
		return 0, false
	}
	whole, part, _ := strings.Cut(strings.TrimSpace(s), ".")
	micros, err := strconv.ParseUint(whole, 10, 40)
	if err != nil || len(part) > 3 {
		return 0, false
	}
	rest, err := strconv.ParseUint((part + "000")[:3], 10, 32)
	return micros*1e3 + rest, err == nil
}

// lost reads "CPU:0 [LOST 123 EVENTS]".
func lost(line string) bool {
	return strings.HasPrefix(line, "CPU:") && strings.HasSuffix(line, " EVENTS]")
}
