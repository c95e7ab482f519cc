// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"sync"
	"sync/atomic"

	"netlinklab/backend/guest"
	"netlinklab/backend/sandbox"
)

// Options say what machines to make.
type Options struct {
	Image guest.Image
	// Cache is the folder for templates and for what probing found.
	Cache string
	// Accel is "tcg", "kvm" or "auto": KVM where a guest really boots with it.
	Accel string
	// Standby is how many emulators are kept waiting for machines beforehand.
	Standby int
}

// Host makes machines by cloning a template. It is a sandbox.Starter.
type Host struct {
	opts    Options
	jail    jail
	starter *starter
	version string
	accel   string
	why     string // why this acceleration
	tsc     int    // how fast guests' time stamp counter runs, in kHz, where they are to be told
	tmpl    template
	stock   *stock
	counter atomic.Int64
	closing sync.Once
}

// New finds QEMU, chooses the acceleration and makes or loads the template,
// which takes some seconds the first time.
func New(ctx context.Context, o Options) (*Host, error) {
	path, version, err := Find(ctx)
	if err != nil {
		return nil, err
	}
	h := &Host{opts: o, version: version, starter: newStarter()}
	if h.jail, err = newJail(path); err != nil {
		h.starter.close()
		return nil, err
	}
	if err := h.prepare(ctx); err != nil {
		h.starter.close()
		return nil, err
	}
	h.stock = newStock(o.Standby, func(ctx context.Context) (*machine, error) { return h.emulator(ctx, &h.tmpl, mode{loaded: true}) })
	return h, nil
}

func (h *Host) prepare(ctx context.Context) error {
	var err error
	if h.accel, h.why, err = h.chooseAccel(ctx); err != nil {
		return err
	}
	h.jail.kvm = h.accel == "kvm"
	if h.accel == "tcg" {
		h.tsc = measureTSC()
	}
	h.tmpl, err = h.openTemplate(ctx)
	return err
}

var versionPattern = regexp.MustCompile(`version (\S+ ?(?:\(.*\))?)`)

// Find finds QEMU and its version.
func Find(ctx context.Context) (path, version string, err error) {
	path, err = exec.LookPath("qemu-system-x86_64")
	if err != nil {
		return "", "", errors.New("qemu-system-x86_64 is missing; install it with: apt-get install qemu-system-x86")
	}
	out, err := exec.CommandContext(ctx, path, "--version").Output()
	if err != nil {
		return "", "", fmt.Errorf("%s --version: %w", path, err)
	}
	m := versionPattern.FindSubmatch(out)
	if m == nil {
		return "", "", fmt.Errorf("%s --version says %q", path, out)
	}
	return path, string(m[1]), nil
}

// Version is QEMU's version with Debian's revision.
func (h *Host) Version() string { return h.version }

// Accel is "tcg" or "kvm", and why.
func (h *Host) Accel() (name, why string) { return h.accel, h.why }

// Isolation lists what confines a machine on this host.
func (h *Host) Isolation() []Layer { return h.jail.layers() }

// Close gives up the template. Machines that are left are killed.
func (h *Host) Close() error {
	var err error
	h.closing.Do(func() {
		h.stock.close()
		h.starter.close()
		err = h.tmpl.close()
	})
	return err
}

var (
	_ sandbox.Starter       = (*Host)(nil)
	_ sandbox.BehindStarter = (*Host)(nil)
)

// Image is the image that machines are made of.
func (h *Host) Image() guest.Image { return h.opts.Image }

// Kernel is the guest's uname release.
func (h *Host) Kernel() string { return h.opts.Image.Release }
