// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// processChain is a process and its descendants, each the first child of the
// one before: prlimit becomes bubblewrap, whose child becomes QEMU.
func processChain(pid int) []int {
	chain := []int{pid}
	for {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
		child := strings.Fields(string(b))
		if err != nil || len(child) == 0 {
			return chain
		}
		if pid, err = strconv.Atoi(child[0]); err != nil {
			return chain
		}
		chain = append(chain, pid)
	}
}

// innermost is the last of a process's chain: QEMU itself, once it runs.
func innermost(pid int) int {
	chain := processChain(pid)
	return chain[len(chain)-1]
}

// killInner kills what a process has started, the innermost first. A number can
// become another process's at any time, so each is held by a descriptor while it
// is made sure that it is still the one that is meant.
func killInner(outer *os.Process) {
	chain := processChain(outer.Pid)
	for i := len(chain) - 1; i > 0; i-- {
		fd, err := unix.PidfdOpen(chain[i], 0)
		if err != nil {
			continue // it has ended
		}
		same := slices.Contains(processChain(outer.Pid), chain[i])
		// A process that can be signalled has not been waited for: its number is
		// its own, and the chain that was read before it.
		if same && outer.Signal(syscall.Signal(0)) == nil {
			_ = unix.PidfdSendSignal(fd, unix.SIGKILL, nil, 0)
		}
		unix.Close(fd)
	}
}
