// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// compilersNice is the nice value of compilers: a ninth of the weight that a
// learner's run has (sched_prio_to_weight in kernel/sched/core.c), which takes some
// 20 ms, and more than that of a machine that keeps a processor busy. Where nobody
// else wants a processor nothing is lost.
const compilersNice = 10

// stepBack gives a process group that has just been started its nice value, and the
// session of its leader, which is what counts where the kernel groups tasks by
// session (sched(7), the autogroup feature). A host that does not allow it has
// compilers like any other process.
func stepBack(group int, leadsSession bool) {
	_ = unix.Setpriority(unix.PRIO_PGRP, group, compilersNice)
	if leadsSession {
		_ = os.WriteFile("/proc/"+strconv.Itoa(group)+"/autogroup", []byte(strconv.Itoa(compilersNice)), 0)
	}
}
