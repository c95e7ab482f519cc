// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestAllowance(t *testing.T) {
	var a allowance
	step := func(cpu time.Duration, looks int, back bool) {
		t.Helper()
		for range looks {
			a.use(cpu, lookEvery)
		}
		if a.back != back {
			t.Fatalf("after %d looks with %v each: %+v", looks, cpu, a)
		}
	}
	step(20*time.Millisecond, 30, false) // three seconds of a run after the other
	step(0, 100, false)
	step(lookEvery, 5, false) // half a second of all of a processor
	step(lookEvery, 1, true)
	step(lookEvery, 600, true)
	step(0, 39, true)
	step(0, 1, false)
	step(lookEvery, 1, false)
	step(lookEvery, 1, true) // what it has had counts for long
	step(0, 200, false)
	if a.over != 0 {
		t.Errorf("%v are left after 20 s of rest", a.over)
	}
	a.use(-time.Hour, lookEvery) // a process that is gone has no time
	if a.over != 0 || a.back {
		t.Errorf("%+v", a)
	}
}

// TestBusyProcessStepsBack watches a process that keeps a processor busy, as a
// machine's: it and its session step back, and come forward when it is quiet.
func TestBusyProcessStepsBack(t *testing.T) {
	cmd := exec.Command("sh", "-c", "while :; do :; done")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	m := &machine{done: make(chan struct{})}
	m.info.PID = cmd.Process.Pid
	usual := niceValues(t, m.info.PID)
	m.reader.Add(1)
	go m.watch()
	t.Cleanup(func() {
		close(m.done)
		m.reader.Wait()
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
	})
	back := slices.Repeat([]string{strconv.Itoa(backNice)}, len(usual))
	awaitNice(t, m.info.PID, back)
	if err := cmd.Process.Signal(unix.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 { // others may not take it back (RLIMIT_NICE in setrlimit(2))
		awaitNice(t, m.info.PID, usual)
	}
}

// TestMachineStartsBehind has a machine behind others from its first word on.
func TestMachineStartsBehind(t *testing.T) {
	started, err := newHost(t).StartBehind(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := started.Close(); err != nil {
			t.Error(err)
		}
	})
	pid := started.(*machine).info.PID
	for _, v := range niceValues(t, pid) {
		if v != strconv.Itoa(backNice) {
			t.Errorf("nice values are %v", niceValues(t, pid))
		}
	}
}

// awaitNice waits until a process and its session have nice values.
func awaitNice(t *testing.T, pid int, want []string) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for range 6000 {
		if slices.Equal(niceValues(t, pid), want) {
			return
		}
		<-tick.C
	}
	t.Fatalf("nice values are %v, not %v", niceValues(t, pid), want)
}

// niceValues are those of a process (field 19 in proc_pid_stat(5)) and of its
// session, where sessions have any (sched(7)).
func niceValues(t *testing.T, pid int) []string {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	values := []string{string(bytes.Fields(b[bytes.LastIndexByte(b, ')')+1:])[16])}
	if b, err = os.ReadFile(fmt.Sprintf("/proc/%d/autogroup", pid)); err == nil {
		f := bytes.Fields(b)
		values = append(values, string(f[len(f)-1]))
	}
	return values
}
