// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"netlinklab/backend/guest"
	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/qemu"
	"netlinklab/wasm/labproto"
)

const (
	fixImage  = "netlinklab image build"
	fixServer = "run it again; if it stays so, the lines below say what QEMU said"
)

// checkMachines goes from the parts of a machine to one that runs.
func (d *doctor) checkMachines(ctx context.Context, e *examination) {
	qemuThere := checkQEMU(ctx, e)
	cache, err := cacheFolder(d.machine.cache)
	if err != nil {
		e.add(finding{"disk", checkMissing, err.Error(), "name a folder in NETLINKLAB_CACHE"})
		return
	}
	image, err := guest.Load(cache)
	imageThere := err == nil
	e.add(checkDisk(cache, imageThere))
	if imageThere {
		e.Kernel = image.Release
		e.add(finding{"image", checkOK, describeImage(image), ""})
		e.add(checkSDK(image, e))
		checkCompiler(ctx, image, e)
	} else {
		e.add(finding{"image", checkMissing, unhinted(err), fixImage})
		for _, f := range buildTools() {
			e.add(f)
		}
	}
	if !qemuThere || !imageThere {
		e.KVM.Why = "not tried: there is no machine to boot"
		return
	}
	machine := d.machine
	machine.standby = usualStandby
	host, err := machine.host(ctx)
	if err != nil {
		e.KVM.Why = "not known: no machine could be started"
		e.add(finding{"machine", checkMissing, err.Error(), fixServer})
		return
	}
	defer host.Close()
	checkAccel(host, e)
	checkOneMachine(ctx, host, e)
	e.add(checkStandby(ctx, host))
}

func checkQEMU(ctx context.Context, e *examination) bool {
	path, version, err := qemu.Find(ctx)
	if err != nil {
		e.add(finding{"qemu", checkMissing, "no qemu-system-x86_64", "apt-get install qemu-system-x86"})
		return false
	}
	e.QEMU = version
	e.add(finding{"qemu", checkOK, version + ", " + path, ""})
	return true
}

// unhinted is an error without what it says to do, which is told apart.
func unhinted(err error) string {
	if errors.Is(err, guest.ErrNoImage) {
		return "no guest image has been built"
	}
	return err.Error()
}

func describeImage(im guest.Image) string {
	built := ""
	if st, err := os.Stat(im.Initramfs); err == nil {
		built = ", built " + st.ModTime().UTC().Format("2006-01-02 15:04 MST")
	}
	return fmt.Sprintf("%s, kernel %s, %.1f MB%s", im.Hash, im.Release, float64(im.InitramfsBytes)/1e6, built)
}

// checkSDK looks at the Debian system that the image was made from. The image
// stands by itself; what compiles against its kernel needs the SDK.
func checkSDK(im guest.Image, e *examination) finding {
	version, err := os.ReadFile(filepath.Join(im.SDK, "etc/debian_version"))
	if _, there := os.Stat(filepath.Join(im.SDK, "lib/modules", im.Release, "build")); err != nil || there != nil {
		return finding{"sdk", checkNote, "the image's SDK is not at " + im.SDK, fixImage + ", to compile against the guest's kernel"}
	}
	e.SDK = "Debian " + strings.TrimSpace(string(version))
	return finding{"sdk", checkOK, fmt.Sprintf("%s with headers of %s, %s", e.SDK, im.Release, im.SDK), ""}
}

// buildTools are what building an image needs.
func buildTools() []finding {
	var all []finding
	for _, name := range []struct{ program, pkg string }{{"mmdebstrap", "mmdebstrap"}, {"bwrap", "bubblewrap"}} {
		if path, err := exec.LookPath(name.program); err == nil {
			all = append(all, finding{name.program, checkOK, path, ""})
		} else {
			all = append(all, finding{name.program, checkMissing, "not found; the image is built with it", "apt-get install " + name.pkg})
		}
	}
	return all
}

func checkAccel(host *qemu.Host, e *examination) {
	accel, why := host.Accel()
	e.Accel = accel
	e.KVM = kvmResult{Works: accel == "kvm", Why: why}
	if e.KVM.Works {
		e.add(finding{"kvm", checkOK, why, ""})
		return
	}
	fix := "nothing has to be done: TCG works everywhere, some ten times slower"
	if errors.Is(accessKVM(), os.ErrPermission) {
		fix = "add the server's user to the group of /dev/kvm: usermod -aG kvm USER"
	}
	e.add(finding{"kvm", checkNote, "tcg is used: " + why, fix})
}

// accessKVM tries to open /dev/kvm.
func accessKVM() error {
	f, err := os.OpenFile("/dev/kvm", os.O_RDWR, 0)
	if err == nil {
		f.Close()
	}
	return err
}

// checkOneMachine starts a machine, looks at its jail from outside and lets its
// test module echo a message.
func checkOneMachine(ctx context.Context, host *qemu.Host, e *examination) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	began := time.Now()
	m, err := host.Start(ctx)
	if err != nil {
		e.add(finding{"machine", checkMissing, err.Error(), fixServer})
		return
	}
	defer m.Close()
	e.add(finding{"machine", checkOK, fmt.Sprintf("a clone spoke after %d ms (%s)", time.Since(began).Milliseconds(), m.Info().Accel), ""})
	layers, err := qemu.Inspect(m)
	if err != nil {
		e.add(finding{"jail", checkNote, "not known: " + err.Error(), ""})
	}
	e.Isolation = append(e.Isolation, layers...)
	for _, l := range layers {
		e.add(layerFinding(l))
	}
	e.add(checkModule(ctx, m))
}

func layerFinding(l qemu.Layer) finding {
	if l.InForce {
		return finding{"jail-" + l.Name, checkOK, l.Detail, ""}
	}
	return finding{"jail-" + l.Name, checkNote, "not in force: " + l.Detail, ""}
}

// checkModule sends the test module a message and compares what comes back.
func checkModule(ctx context.Context, m sandbox.Machine) finding {
	bad := func(text string) finding {
		return finding{"module", checkMissing, text, "netlinklab image build, and report it if it stays so"}
	}
	sent := []byte{21, 0, 0, 0, 0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 'h', 'e', 'l', 'l', 'o'}
	program := labproto.Program{Steps: []labproto.Step{
		{Actor: "doctor", Op: labproto.OpOpen, Domain: 16, Type: 3, Protocol: 30},
		{Actor: "doctor", Op: labproto.OpSend, Call: "sendto", Data: sent},
		{Actor: "doctor", Op: labproto.OpReceive, Size: 8192},
	}}
	var echo []byte
	_, err := sandbox.TranscribeOn(ctx, m, 1, program, func(ev labproto.Event) {
		if ev.Kind == labproto.KindReceived {
			echo = ev.Data
		}
	})
	switch {
	case err != nil:
		return bad(err.Error())
	case len(echo) < len(sent) || !bytes.Equal(echo[16:21], sent[16:]):
		return bad(fmt.Sprintf("netlink_test answered %x", echo))
	}
	return finding{"module", checkOK, "netlink_test echoes what it is sent", ""}
}
