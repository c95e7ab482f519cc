// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strconv"
	"time"
)

const (
	// settleStep is how often a booted guest is looked at, settleQuiet how many
	// looks in a row must find it quiet, and settleLimit how long that may take.
	settleStep  = 50 * time.Millisecond
	settleQuiet = 4
	settleLimit = 20 * time.Second
	// quietNanos of processor time within a settleStep count as quiet: 5 %.
	quietNanos = int64(settleStep) / 20
)

// settle waits until a guest that has said its first word has nothing left to
// do. What is still starting when the template is taken is started over again
// in every clone, which then takes twice as long to its first word.
func (m *machine) settle(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, settleLimit)
	defer cancel()
	tick := time.NewTicker(settleStep)
	defer tick.Stop()
	last, err := cpuNanos(m.info.PID)
	for quiet := 0; quiet < settleQuiet && err == nil; {
		select {
		case <-tick.C:
		case <-m.done:
			return fmt.Errorf("the machine ended: %s", m.Ending().Text)
		case <-ctx.Done():
			return nil // restless, but a template all the same
		}
		var now int64
		if now, err = cpuNanos(m.info.PID); now-last <= quietNanos {
			quiet++
		} else {
			quiet = 0
		}
		last = now
	}
	return err
}

// cpuNanos is the processor time that a process has used, in nanoseconds.
func cpuNanos(pid int) (int64, error) { return schedNanos(pid, 0) }

// schedNanos sums a field of the schedstat of a process's threads, in nanoseconds
// (proc_pid_schedstat(5)): 0 is the time on a processor, 1 that in wait for one.
func schedNanos(pid, field int) (int64, error) {
	threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	if err != nil {
		return 0, err
	}
	sum := int64(0)
	for _, t := range threads {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/schedstat", pid, t.Name()))
		if err != nil {
			continue // a thread that has just ended
		}
		fields := bytes.Fields(b)
		if len(fields) <= field {
			return 0, fmt.Errorf("schedstat %q: it has no field %d", b, field)
		}
		n, err := strconv.ParseInt(string(fields[field]), 10, 64)
		if err != nil {
			return 0, fmt.Errorf("schedstat %q: %w", b, err)
		}
		sum += n
	}
	return sum, nil
}
