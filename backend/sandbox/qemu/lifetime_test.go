// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"netlinklab/backend/guest"
	"netlinklab/backend/sandbox"
	"netlinklab/wasm/labproto"
)

// ownerVariable makes the test binary a process that owns a machine.
const ownerVariable = "NETLINKLAB_TEST_OWNER"

// ownAMachine starts a machine and keeps an emulator waiting, prints the numbers
// of their processes, and waits to be killed.
func ownAMachine() {
	cache, err := guest.DefaultCache()
	if err != nil {
		panic(err)
	}
	image, err := guest.Load(cache)
	if err != nil {
		panic(err)
	}
	h, err := New(context.Background(), Options{Image: image, Cache: cache, Accel: "auto", Standby: 1})
	if err != nil {
		panic(err)
	}
	m, err := h.Start(context.Background())
	if err != nil {
		panic(err)
	}
	for h.Standby().Ready == 0 {
		time.Sleep(time.Millisecond)
	}
	pids := append(processChain(m.(*machine).cmd.Process.Pid), processChain(h.stock.oldest().cmd.Process.Pid)...)
	fmt.Println(strings.Trim(fmt.Sprint(pids), "[]"))
	select {}
}

// TestMachinesDieWithTheirOwner kills a process that owns a machine, in a way
// that it cannot notice.
func TestMachinesDieWithTheirOwner(t *testing.T) {
	newHost(t) // skips, or makes the template
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), ownerVariable+"=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = cmd.Process.Kill()
		t.Fatalf("the owner said %q: %v", line, errors.Join(err, cmd.Wait()))
	}
	var held []unix.PollFd
	for _, f := range strings.Fields(line) {
		pid, err := strconv.Atoi(f)
		if err != nil {
			t.Fatal(err)
		}
		fd, err := unix.PidfdOpen(pid, 0)
		if err != nil {
			t.Fatalf("process %d: %v", pid, err)
		}
		defer unix.Close(fd)
		held = append(held, unix.PollFd{Fd: int32(fd), Events: unix.POLLIN})
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	for i := range held {
		n, err := unix.Poll(held[i:i+1], 10_000)
		for errors.Is(err, unix.EINTR) {
			n, err = unix.Poll(held[i:i+1], 10_000)
		}
		if err != nil || n == 0 {
			t.Errorf("process %d of %s outlives its owner: %v", i, strings.TrimSpace(line), err)
		}
	}
}

// census counts what a leak would add to.
type census struct {
	descriptors, goroutines int
	temporary               []string
}

func takeCensus(t *testing.T) census {
	t.Helper()
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	tmp, err := os.ReadDir(os.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	c := census{descriptors: len(fds)}
	for _, e := range tmp {
		c.temporary = append(c.temporary, e.Name())
	}
	return c
}

// children are this process's that live, those that lost their parents included.
func children(t *testing.T) []string {
	t.Helper()
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		t.Fatal(err)
	}
	var live []string
	for _, th := range threads {
		b, err := os.ReadFile("/proc/self/task/" + th.Name() + "/children")
		if err != nil {
			continue
		}
		for _, pid := range strings.Fields(string(b)) {
			status, err := readFields("/proc/" + pid + "/status")
			if err == nil && !strings.HasPrefix(status["State"], "Z") {
				live = append(live, pid+" "+status["Name"])
			}
		}
	}
	return live
}

// TestNothingIsLeft ends machines in every way there is: no process, descriptor
// or file of theirs is left. Goroutines are TestMain's to look for.
func TestNothingIsLeft(t *testing.T) {
	h := newHost(t)
	t.Setenv("TMPDIR", t.TempDir())
	// What loses its parent becomes this process's child, and is seen.
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0) })
	start(t, h).Close() // opens what is opened once
	before := takeCensus(t)
	for name, end := range map[string]func(*testing.T, *machine){
		"closed":  func(*testing.T, *machine) {},
		"killed":  func(t *testing.T, m *machine) { killed(t, m.info.PID) },
		"outer":   func(t *testing.T, m *machine) { killed(t, m.cmd.Process.Pid) },
		"stopped": func(t *testing.T, m *machine) { _ = unix.Kill(m.info.PID, unix.SIGSTOP) },
		"quit":    func(t *testing.T, m *machine) { _, _ = m.qmp.do(t.Context(), "quit", nil) },
		"in a run": func(t *testing.T, m *machine) {
			p, err := labproto.ParseProgramJSON([]byte(`{"steps":[{"actor":"a","op":"sleep","ms":9000}]}`))
			if err != nil {
				t.Fatal(err)
			}
			r := labproto.Run{ID: 1, Program: p}
			if err := m.Send(t.Context(), labproto.Frame{Type: labproto.FrameRun, Payload: r.AppendPayload(nil)}); err != nil {
				t.Error(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := h.Start(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			end(t, m.(*machine))
			if err := m.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	t.Run("given up while starting", func(t *testing.T) { giveUpStarts(t, h) })
	// What has been killed is on its way out, and may be seen there.
	left := children(t)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for tries := 0; len(left) > 0 && tries < 1000; tries++ {
		<-tick.C
		left = children(t)
	}
	if len(left) > 0 {
		t.Errorf("processes are left: %v", left)
	}
	for { // dead ones that lost their parents
		if pid, err := unix.Wait4(-1, nil, unix.WNOHANG, nil); err != nil || pid == 0 {
			break
		}
	}
	after := takeCensus(t)
	if after.descriptors != before.descriptors {
		t.Errorf("%d descriptors are open, %d were", after.descriptors, before.descriptors)
	}
	if !slices.Equal(after.temporary, before.temporary) {
		t.Errorf("temporary files: %v, before: %v", after.temporary, before.temporary)
	}
}

func killed(t *testing.T, pid int) {
	t.Helper()
	if err := unix.Kill(pid, unix.SIGKILL); err != nil {
		t.Error(err)
	}
}

// giveUpStarts ends the context of a start after ever longer times, up to one
// that is long enough.
func giveUpStarts(t *testing.T, h *Host) {
	for limit := time.Duration(0); ; limit += limit/3 + time.Millisecond {
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		m, err := h.Start(ctx)
		cancel()
		if err == nil {
			if err := m.Close(); err != nil {
				t.Error(err)
			}
			return
		}
		if limit > cloneLimit {
			t.Fatal(err)
		}
	}
}

var _ sandbox.Machine = (*machine)(nil)
