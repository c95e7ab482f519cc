// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"netlinklab/backend/sandbox"
)

// template is a booted guest, stopped: its memory, sealed, and its devices' state.
type template struct {
	ram   *os.File
	state *os.File
	view  []byte    // the memory, to read from
	hot   *hotPages // which of it a clone gets copies of at once
}

// close gives the template up.
func (t template) close() error {
	return errors.Join(unix.Munmap(t.view), t.ram.Close(), t.state.Close())
}

// bootLimit is how long a cold boot may take to the agent's first word.
const bootLimit = 60 * time.Second

// templateKey names a template by all that its bytes depend on.
func (h *Host) templateKey() string {
	what := []string{"template 7", h.opts.Image.Hash, h.version}
	what = append(what, argv(boot{accel: h.accel, kernel: "-", initramfs: "-"})...)
	sum := sha256.Sum256([]byte(strings.Join(what, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// bootTemplate boots the image and, when its agent is ready and all is quiet,
// writes its memory and state into dir.
func (h *Host) bootTemplate(ctx context.Context, dir string) error {
	ctx, cancel := context.WithTimeout(ctx, bootLimit)
	defer cancel()
	ram, err := newMemory()
	if err != nil {
		return err
	}
	defer ram.Close()
	state, err := os.OpenFile(filepath.Join(dir, stateFile), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	defer state.Close()
	m, err := h.coldBoot(ctx, h.accel, ram)
	if err != nil {
		return err
	}
	defer m.Close()
	if err := m.rehearse(ctx, soliloquy, 1); err != nil {
		return fmt.Errorf("a run before the template is taken: %w", err)
	}
	if err := m.settle(ctx); err != nil {
		return err
	}
	if err := m.qmp.giveFile(ctx, "state", state); err != nil {
		return err
	}
	if err := m.qmp.save(ctx, "state"); err != nil {
		return fmt.Errorf("%w\n%s", err, lastLines(m.errors.text(), 5))
	}
	if _, err := m.qmp.do(ctx, "quit", nil); err != nil {
		return err
	}
	<-m.done
	file, err := os.OpenFile(filepath.Join(dir, ramFile), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	defer file.Close()
	ramSum, err := copySparse(file, ram, memoryBytes)
	if err != nil {
		return err
	}
	stateSum, err := sumOf(state)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, tscFile), []byte(strconv.Itoa(h.tsc)+"\n"), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, sumFile), []byte(sums(ramSum, stateSum)), 0o644)
}

// ColdStart boots the image without the template. It is what Start is measured
// against; learners' machines are clones.
func (h *Host) ColdStart(ctx context.Context) (sandbox.Machine, error) {
	began := time.Now()
	ctx, cancel := context.WithTimeout(ctx, bootLimit)
	defer cancel()
	ram, err := newMemory()
	if err != nil {
		return nil, err
	}
	defer ram.Close()
	m, err := h.coldBoot(ctx, h.accel, ram)
	if err != nil {
		return nil, err
	}
	m.info.Accel = h.accel
	m.info.StartedIn = time.Since(began)
	return m, nil
}

// coldBoot boots the image up to the agent's first word.
func (h *Host) coldBoot(ctx context.Context, accel string, ram *os.File) (*machine, error) {
	b := boot{accel: accel, kernel: h.opts.Image.Kernel, initramfs: h.opts.Image.Initramfs}
	if accel == "tcg" {
		b.tsc = h.tsc
	}
	args := append([]string{h.jail.qemu}, argv(b)...)
	j := h.jail
	j.kvm = accel == "kvm"
	// A template has no user of its own: it must read the image, and it runs
	// nothing of anybody's.
	j.root, j.writes = false, true
	m, err := launch(h.starter, j.command(0, []string{b.kernel, b.initramfs}, args...), ram)
	if err != nil {
		return nil, err
	}
	if m.qmp, err = newQMP(ctx, m.monitor); err == nil {
		m.info.PID = innermost(m.cmd.Process.Pid)
		err = m.hello(ctx)
	}
	if err != nil {
		err = fmt.Errorf("boot with %s: %w\n%s\ncommand:\n%s", accel, err, lastLines(m.errors.text(), 5), shellLine(m.cmd.Args))
		m.Close()
		return nil, err
	}
	return m, nil
}

// openState opens the state anew, since readers of one descriptor share its offset.
func (t template) openState() (*os.File, error) {
	return os.Open(fmt.Sprintf("/proc/self/fd/%d", t.state.Fd()))
}

// lockFile waits for an exclusive lock, so that two servers do not make the
// same template.
func lockFile(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != nil {
		f.Close()
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return func() { f.Close() }, nil
}
