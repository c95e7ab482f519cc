// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"strings"
	"sync"
)

// consoleBytes is how much of the console's end is kept.
const consoleBytes = 48 << 10

// ring keeps the last consoleBytes of what is written to it.
type ring struct {
	mu  sync.Mutex
	buf []byte
}

// Write never fails.
func (r *ring) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.buf = append(r.buf, b...)
	if over := len(r.buf) - consoleBytes; over > 0 {
		r.buf = append(r.buf[:0], r.buf[over:]...)
	}
	return len(b), nil
}

// text gives what is kept, as valid UTF-8 with plain line ends.
func (r *ring) text() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.ReplaceAll(strings.ToValidUTF8(string(r.buf), "\uFFFD"), "\r\n", "\n")
}

// panicMarks begin the report of a kernel that dies (kernel/panic.c,
// arch/x86/kernel/dumpstack.c and arch/x86/mm/fault.c, and what is told before a
// BUG by lib/list_debug.c, mm/slub.c and others).
var panicMarks = []string{"list_add corruption", "list_del corruption", "------------[ cut here ]", "Uhhuh. NMI received", "NMI: ", "watchdog: ", "rcu: INFO", "BUG ", "BUG: ", "Oops: ", "general protection fault", "kernel BUG at", "Kernel panic", "Internal error"}

// oops gives the report in a console's text from its first line on, if the
// kernel has panicked.
func oops(console string) (string, bool) {
	if !strings.Contains(console, "Kernel panic") {
		return "", false
	}
	start := len(console)
	for _, m := range panicMarks {
		if i := strings.Index(console, m); i >= 0 {
			start = min(start, i)
		}
	}
	if i := strings.LastIndexByte(console[:start], '\n'); i >= 0 {
		start = i + 1
	} else {
		start = 0
	}
	return strings.TrimRight(console[start:], "\n"), true
}

// lastLines gives the last n lines of s.
func lastLines(s string, n int) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
