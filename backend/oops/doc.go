// SPDX-License-Identifier: Apache-2.0

// Package oops reads what a kernel prints when it finds a bug in itself, and
// finds the line of the module's source that it comes from.
//
//	lines of the kernel log or of a console
//	   │ Read: what kind of bug, RIP, call trace, who allocated and freed
//	   v
//	Report ── Resolve ──> function, file:line of every frame in a module
//	             ^
//	Symbols ─────┘  of the module's .ko with its debugging sections
//	(relocated: a .ko is an object file, all of whose sections begin at 0)
//
// The formats are those of Linux 6.12 on x86-64 (arch/x86/kernel/dumpstack.c,
// arch/x86/mm/fault.c, kernel/panic.c, lib/bug.c, lib/refcount.c,
// lib/list_debug.c, mm/slub.c, kernel/watchdog.c, kernel/rcu/tree_stall.h).
//
// Texts come from guests and debugging sections from learners' sources: both
// may be forged. Reading them takes time and memory in proportion to their
// length and never panics; what a forger gains is a wrong line on his own page.
package oops
