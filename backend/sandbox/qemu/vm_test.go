// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/sys/unix"

	"netlinklab/backend/guest/guesttest"
	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/sandboxtest"
)

func TestMain(m *testing.M) {
	if os.Getenv(ownerVariable) != "" {
		ownAMachine()
		return
	}
	goleak.VerifyTestMain(m)
}

// newHost makes a host on the built image. The tests that call it are the ones
// that NETLINKLAB_VM asks for; once asked for, nothing may be missing.
func newHost(t *testing.T) *Host { t.Helper(); return newStandbyHost(t, 0) }

// newStandbyHost makes one that keeps emulators waiting.
func newStandbyHost(t *testing.T, standby int) *Host {
	t.Helper()
	image, cache := guesttest.Image(t)
	h, err := New(t.Context(), Options{Image: image, Cache: cache, Accel: "auto", Standby: standby})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return h
}

func start(t *testing.T, h *Host) *machine {
	t.Helper()
	m, err := h.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m.(*machine)
}

func TestMachinesConform(t *testing.T) { sandboxtest.Run(t, newHost(t)) }

func TestTemplateCannotBeWritten(t *testing.T) {
	h := newHost(t)
	if _, err := h.tmpl.ram.WriteAt([]byte{1}, 0); !errors.Is(err, unix.EPERM) {
		t.Errorf("write: %v", err)
	}
	if err := h.tmpl.ram.Truncate(1); !errors.Is(err, unix.EPERM) {
		t.Errorf("truncate: %v", err)
	}
	if b, err := unix.Mmap(int(h.tmpl.ram.Fd()), 0, pageSize, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED); !errors.Is(err, unix.EPERM) {
		t.Errorf("shared writable mapping: %v %d", err, len(b))
	}
}

func TestFewDevices(t *testing.T) {
	m := start(t, newHost(t))
	out, err := m.qmp.do(t.Context(), "human-monitor-command", map[string]string{"command-line": "info qtree"})
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(out), "dev: "); n == 0 || n > 16 {
		t.Errorf("%d devices\n%s", n, strings.ReplaceAll(string(out), `\r\n`, "\n"))
	}
}

func TestKilledProcess(t *testing.T) {
	m := start(t, newHost(t))
	if err := unix.Kill(m.cmd.Process.Pid, unix.SIGKILL); err != nil {
		t.Fatal(err)
	}
	select {
	case <-m.Done():
	case <-time.After(10 * time.Second):
		t.Fatal("the machine did not end")
	}
	e := m.Ending()
	if e.Cause != sandbox.CauseDied || !strings.Contains(e.Text, "qemu-system-x86_64") {
		t.Errorf("ending %+v", e)
	}
}
