// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"fmt"
	"os"
	"strconv"
	"strings"
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
