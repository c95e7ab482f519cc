// SPDX-License-Identifier: Apache-2.0

package compile

import "time"

// What one compilation may use.
const (
	// cpuSeconds is for each process (RLIMIT_CPU), and ends what computes, on a
	// machine however busy; a module takes about two.
	cpuSeconds = 20
	// wallLimit ends what waits. It is what cpuSeconds may take of a busy machine.
	wallLimit = 5 * time.Minute
	// compilersNice is the nice value of compilers: a ninth of the weight that a
	// learner's run has (sched_prio_to_weight in kernel/sched/core.c), which takes
	// some 20 ms, and more than that of a machine that keeps a processor busy. Where
	// nobody else wants a processor nothing is lost, and where the host does not
	// allow it compilers are like any other process.
	compilersNice = 10
	// memoryBytes is the address space of each process (RLIMIT_AS). cc1 takes
	// some 300 MiB for a module.
	memoryBytes = 1 << 30
	// fileBytes is the size of each file (RLIMIT_FSIZE).
	fileBytes = 64 << 20
	// diskBytes is the size of the tmpfs with sources and results, and of /tmp.
	diskBytes = 128 << 20
	// processes and descriptors are RLIMIT_NPROC and RLIMIT_NOFILE; kbuild has
	// about twenty processes at once.
	processes   = 64
	descriptors = 256
	// printedBytes is what the tools may print; an error in a macro that is
	// used a thousand times is longer than anyone reads.
	printedBytes = 4 << 20
	// archiveBytes is what may come out: a static program with its debugging
	// sections is about 1 MiB, a module 300 KiB.
	archiveBytes = 48 << 20
	// restBytes and maxDiagnostics bound what is told of what was printed.
	restBytes      = 16 << 10
	maxDiagnostics = 200
)
