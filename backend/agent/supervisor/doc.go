// SPDX-License-Identifier: Apache-2.0

// Package supervisor is the agent's heart: one thread that waits in poll(2) for
// the host's port, the workers, the kernel log and the run's time limit, and
// does whatever is ready.
//
//	host --- Run -----> supervisor --- steps -----> worker per actor
//	host <-- Event ---- supervisor <-- events ----- worker
//	                        ^--------- log lines -- /dev/kmsg
//
// The log is read before the workers, and everything is put in order by time
// before it is told: a worker tells that a call begins before it makes the
// call, so that whatever the call prints or causes elsewhere comes after.
package supervisor

import "time"

const (
	// spareWorkers are kept ready so that a run need not wait for processes.
	spareWorkers = 3
	// templateWorkers are there when a guest says its first word. They cost a
	// clone nothing: their memory is the template's. A new one is the start of a
	// process, all of which has to be translated under TCG; a clone's rehearsal and
	// first runs are spared that.
	templateWorkers = 8
	// maxLogLines bounds how much of the kernel log one run may tell.
	maxLogLines = 4000
	// prepareAfter is how long nothing has to come from the host before a guest
	// goes on to prepare, in milliseconds.
	prepareAfter = 20
	// maxOutput bounds what a run tells of what its programs write, in bytes of
	// standard output and standard error together.
	maxOutput = 256 << 10
	// hangupPause is how long to leave a port alone that no host holds; poll(2)
	// has no way to wait for one.
	hangupPause = 100 * time.Millisecond
)
