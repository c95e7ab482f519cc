// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// A guest under TCG reads the host's time stamp counter (cpu_get_ticks in QEMU),
// but has only emulated timers to find out how fast that runs. On a busy host it
// gets that wrong, its clock with it, or sees the difference later and from then
// on asks an emulated timer for the time, which costs a system call and a device
// access each. So it is told (tsc_early_khz and tsc=reliable in
// Documentation/admin-guide/kernel-parameters.txt).

const (
	// tscSpan is how long the counter is watched, tscTries how often it is read at
	// both ends together with the clock, to find a pair with nothing in between.
	tscSpan  = 20 * time.Millisecond
	tscTries = 8
	// tscTolerance is how far a template's counter may be from this host's, of 1:
	// more than measuring gets wrong, less than anybody notices.
	tscTolerance = 0.002
)

// tscFile holds a template's counter rate, in kHz.
const tscFile = "tsc"

// measureTSC finds out how fast the counter runs, in kHz; 0 where a guest has none
// of the host's.
func measureTSC() int {
	if !hasTSC {
		return 0
	}
	firstTicks, first := readTSC()
	for time.Duration(monotonicNanos()-first) < tscSpan {
		time.Sleep(tscSpan)
	}
	lastTicks, last := readTSC()
	return int(math.Round(float64(lastTicks-firstTicks) * float64(time.Millisecond) / float64(last-first)))
}

// readTSC reads the counter, and the clock in nanoseconds at the same moment.
func readTSC() (ticks uint64, nanos int64) {
	closest := int64(math.MaxInt64)
	for range tscTries {
		before := monotonicNanos()
		t := rdtsc()
		after := monotonicNanos()
		if after-before < closest {
			closest, ticks, nanos = after-before, t, before+(after-before)/2
		}
	}
	return ticks, nanos
}

func monotonicNanos() int64 {
	var ts unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_MONOTONIC_RAW, &ts) // fails only for a bad clock
	return ts.Nano()
}

// tscArgs tell the kernel the counter's rate.
func tscArgs(khz int) string {
	if khz == 0 {
		return ""
	}
	return fmt.Sprintf(" tsc_early_khz=%d tsc=reliable", khz)
}

// checkTSC says whether a template was made where the counter runs as it does here:
// a folder may have come from another machine. The error is errDamaged then.
func checkTSC(path string, khz int) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	kept, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		return fmt.Errorf("%w: %s: %w", errDamaged, path, err)
	}
	if math.Abs(float64(kept-khz)) > tscTolerance*float64(khz) {
		return fmt.Errorf("%w: its time stamp counter has %d kHz, and this host's %d", errDamaged, kept, khz)
	}
	return nil
}
