// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// suite is the Debian release of the guest's kernel and compiler.
const suite = "trixie"

// sdkPackages are what the SDK needs besides a minimal Debian: the kernel with
// all its modules, what modules and programs are built with, and insmod's
// relatives for people who look inside.
var sdkPackages = []string{
	"linux-image-cloud-amd64", "linux-headers-cloud-amd64", "gcc", "libc6-dev", "make", "kmod",
}

// sdkRecipe counts changes in how the SDK is made.
const sdkRecipe = "sdk 1 " + suite

// sdkBytes is what the SDK and its making take on disk.
const sdkBytes = 1200 << 20

// sdk is a Debian system that images and learners' programs are made from.
type sdk struct {
	dir     string
	kernel  string // vmlinuz
	release string
}

// prepareSDK finds or makes the SDK.
func prepareSDK(ctx context.Context, o *Options) (sdk, error) {
	if o.SDK != "" {
		return openSDK(o.SDK)
	}
	k := newKey(sdkRecipe).add("packages", []byte(strings.Join(sdkPackages, ",")))
	dir := filepath.Join(o.Cache, "sdk", k.String())
	if s, err := openSDK(dir); err == nil {
		return s, nil
	}
	if _, err := exec.LookPath("mmdebstrap"); err != nil {
		return sdk{}, errors.New("mmdebstrap is missing, and the guest is made with it; install it with: apt-get install mmdebstrap")
	}
	if err := needSpace(o.Cache, sdkBytes); err != nil {
		return sdk{}, err
	}
	o.progress("sdk", 0, 100)
	if err := fill(dir, func(tmp string) error { return debootstrap(ctx, o, tmp) }); err != nil {
		return sdk{}, err
	}
	return openSDK(dir)
}

// openSDK looks what kernel an SDK has: the newest with headers to build by.
func openSDK(dir string) (sdk, error) {
	builds, err := filepath.Glob(filepath.Join(dir, "lib/modules/*/build"))
	if err != nil {
		return sdk{}, err
	}
	slices.Sort(builds)
	for _, b := range slices.Backward(builds) {
		release := filepath.Base(filepath.Dir(b))
		kernel := filepath.Join(dir, "boot", "vmlinuz-"+release)
		if _, err := os.Stat(kernel); err == nil {
			return sdk{dir: dir, kernel: kernel, release: release}, nil
		}
	}
	return sdk{}, fmt.Errorf("%s has no kernel with its headers (packages %s)", dir, strings.Join(sdkPackages[:2], " and "))
}

// debootstrap runs mmdebstrap and reports its progress.
func debootstrap(ctx context.Context, o *Options, dir string) error {
	cmd := exec.CommandContext(ctx, "mmdebstrap", "--variant=minbase", "--format=directory",
		"--include="+strings.Join(sdkPackages, ","), suite, dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	stderr, err := cmd.StderrPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	tail := watchProgress(o, bufio.NewScanner(stderr))
	if err := cmd.Wait(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("mmdebstrap could not make the SDK (%w); it needs Debian's package archive over the network\n%s", err, tail)
	}
	return nil
}

var percent = regexp.MustCompile(`\[.*\]\s+(\d+)%|progress: .*?(\d+)`)

// watchProgress reads mmdebstrap's log to its end, reports stages as a share of
// the lines that a run usually prints, and keeps the last lines for an error.
func watchProgress(o *Options, sc *bufio.Scanner) []byte {
	var last [][]byte
	sc.Split(scanProgressLines)
	for n := int64(0); sc.Scan(); {
		line := sc.Bytes()
		if m := percent.FindSubmatch(line); m != nil {
			if p, err := strconv.ParseInt(string(append(m[1], m[2]...)), 10, 64); err == nil {
				o.progress("sdk", p, 100)
			}
			continue
		}
		if n++; len(bytes.TrimSpace(line)) > 0 {
			last = append(last, bytes.Clone(line))
			last = last[max(0, len(last)-15):]
		}
	}
	return bytes.Join(last, []byte("\n"))
}

// scanProgressLines splits at \n and at \r, which progress bars end with.
func scanProgressLines(data []byte, atEOF bool) (int, []byte, error) {
	if i := bytes.IndexAny(data, "\r\n"); i >= 0 {
		return i + 1, data[:i], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}
