// SPDX-License-Identifier: Apache-2.0

// Package niceness sets how much of a processor others' processes get beside ours.
// Nice values weigh threads twice: against the threads of their session, and, where
// the kernel groups tasks by session, the session against others (sched(7), the
// autogroup feature):
//
//	processor ── session ── thread        /proc/PID/autogroup ── setpriority(2)
//	        └── session ┬── thread
//	                    └── thread
package niceness

import (
	"errors"
	"fmt"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// Leader sets the nice values of a process that leads its session and its process
// group and has just been started: what it starts inherits them.
func Leader(pid, nice int) error {
	return errors.Join(Group(pid, nice), session(pid, nice))
}

// Group sets the nice value of all that is in a process group, and of what that
// starts. The session's stays.
func Group(id, nice int) error {
	return unix.Setpriority(unix.PRIO_PGRP, id, nice)
}

// Process sets the nice values of a process, one for all its threads, since it is
// each thread's own, and one for its session.
func Process(pid, threads, ofSession int) error {
	tasks, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	if err != nil {
		return err
	}
	for _, t := range tasks {
		id, err := strconv.Atoi(t.Name())
		if err != nil {
			return err
		}
		if err := unix.Setpriority(unix.PRIO_PROCESS, id, threads); err != nil && !errors.Is(err, unix.ESRCH) {
			return fmt.Errorf("nice value of thread %d: %w", id, err)
		}
	}
	return session(pid, ofSession)
}

// session sets the nice value of a process's session. A kernel that does not group
// tasks has none.
func session(pid, nice int) error {
	err := os.WriteFile(fmt.Sprintf("/proc/%d/autogroup", pid), []byte(strconv.Itoa(nice)), 0)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
