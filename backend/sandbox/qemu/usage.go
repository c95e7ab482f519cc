// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"netlinklab/backend/sandbox"
)

// Usage is what a machine costs its host: QEMU and the helper processes that
// confine it, together.
type Usage struct {
	// PrivateBytes is memory that no other process shares.
	PrivateBytes int64
	// CPU is the processor time used since the machine's start.
	CPU time.Duration
}

// UsageOf measures a machine of this package.
func UsageOf(m sandbox.Machine) (Usage, error) {
	q, ok := m.(*machine)
	if !ok {
		return Usage{}, fmt.Errorf("usage: a %T is no virtual machine", m)
	}
	return usageOf(q.cmd.Process.Pid)
}

// usageOf measures a process and its descendants.
func usageOf(pid int) (Usage, error) {
	var u Usage
	for _, pid := range processChain(pid) {
		private, err := privateBytes(pid)
		if err != nil {
			return u, err
		}
		nanos, err := cpuNanos(pid)
		if err != nil {
			return u, err
		}
		u.PrivateBytes += private
		u.CPU += time.Duration(nanos)
	}
	return u, nil
}

// privateBytes is the sum of Private_Clean and Private_Dirty of
// /proc/PID/smaps_rollup (proc_pid_smaps(5)), which are in KiB.
func privateBytes(pid int) (int64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0, err
	}
	sum := int64(0)
	for s := bufio.NewScanner(bytes.NewReader(b)); s.Scan(); {
		f := strings.Fields(s.Text())
		if len(f) != 3 || f[0] != "Private_Clean:" && f[0] != "Private_Dirty:" {
			continue
		}
		kib, err := strconv.ParseInt(f[1], 10, 64)
		if err != nil {
			return 0, fmt.Errorf("smaps_rollup %q: %w", s.Text(), err)
		}
		sum += kib << 10
	}
	return sum, nil
}
