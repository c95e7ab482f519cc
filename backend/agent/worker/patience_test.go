// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestBePatient looks at this process's threads: all but the calling one get
// slack, if this user may give it, and the monitor steps back until it is wanted.
func TestBePatient(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	self := strconv.Itoa(unix.Gettid())
	slack := func(thread string) string {
		b, err := os.ReadFile("/proc/" + thread + "/timerslack_ns")
		if err != nil {
			return err.Error()
		}
		return strings.TrimSpace(string(b))
	}
	before := slack(self)
	BePatient()
	if now := slack(self); now != before {
		t.Errorf("this thread's slack was %s and is %s", before, now)
	}
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		t.Fatal(err)
	}
	others, patient, may := 0, 0, true
	for _, th := range threads {
		if th.Name() == self {
			continue
		}
		others++
		if slack(th.Name()) == strconv.Itoa(patience) {
			patient++
		}
		may = may && os.WriteFile("/proc/"+th.Name()+"/timerslack_ns", []byte(before), 0) == nil
	}
	if may && patient == 0 || others == 0 {
		t.Errorf("%d of %d other threads are patient", patient, others)
	}
	policy := func() uint32 {
		a, err := unix.SchedGetAttr(monitor(otherThreads()), 0)
		if err != nil {
			t.Fatal(err)
		}
		return a.Policy
	}
	if p := policy(); p != unix.SCHED_IDLE {
		t.Errorf("the monitor's policy is %d", p)
	}
	if os.Geteuid() != 0 {
		return // it may not come forward again (sched(7))
	}
	if beAttentive(); policy() != unix.SCHED_NORMAL {
		t.Errorf("the monitor's policy is %d when it is wanted", policy())
	}
}
