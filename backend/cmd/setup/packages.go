// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// runPackages are the Debian and Ubuntu packages that serving needs: the
// virtual machine, what builds the guest, and what confines both.
var runPackages = []string{
	"qemu-system-x86", "mmdebstrap", "debian-archive-keyring", "bubblewrap", "uidmap",
}

// testPackages are what the checks need besides: a browser, two outside views
// of netlink, a C compiler, Chinese glyphs, and the headers of the system's own
// kernel with a checker for what is compiled against them.
var testPackages = []string{
	"nftables", "ethtool", "conntrack", "ipset", "wireguard-tools",
	"chromium", "tshark", "strace", "iproute2", "gcc", "libc6-dev", "fonts-noto-cjk",
	"linux-headers-cloud-amd64", "make", "sparse",
}

// installPackages asks apt for the packages that are not installed. The error
// names what is still missing and the command that would install it.
func installPackages(ctx context.Context, wanted []string) error {
	if _, err := exec.LookPath("dpkg-query"); err != nil {
		return fmt.Errorf("this is not a Debian or Ubuntu system; install what these packages hold: %s", strings.Join(wanted, " "))
	}
	missing := missingPackages(ctx, wanted)
	if len(missing) == 0 {
		return nil
	}
	list := strings.Join(missing, " ")
	if os.Geteuid() != 0 {
		return fmt.Errorf("missing packages: %s\nInstall them with:\n  sudo apt-get install --no-install-recommends %s", list, list)
	}
	fmt.Println("missing packages, asking apt for them:", list)
	update := exec.CommandContext(ctx, "apt-get", "-q", "update")
	if err := step(ctx, "apt update", update); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	// An earlier try may have been cut off in the middle; otherwise this does nothing.
	if err := step(ctx, "dpkg", exec.CommandContext(ctx, "dpkg", "--configure", "-a")); err != nil {
		return err
	}
	install := exec.CommandContext(ctx, "apt-get", append([]string{"-q", "-y", "install", "--no-install-recommends"}, missing...)...)
	install.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	if err := step(ctx, "apt install", install); err != nil {
		return err
	}
	if missing = missingPackages(ctx, missing); len(missing) > 0 {
		return errors.New("apt did not install " + strings.Join(missing, " "))
	}
	return nil
}

// missingPackages gives those of wanted that dpkg does not know as installed,
// in wanted's order.
func missingPackages(ctx context.Context, wanted []string) []string {
	cmd := exec.CommandContext(ctx, "dpkg-query", append([]string{"-W", "-f", "${Package} ${db:Status-Status}\n"}, wanted...)...)
	out, _ := cmd.Output() // it fails if one is unknown, and still lists the others
	return notInstalled(out, wanted)
}

func notInstalled(listing []byte, wanted []string) []string {
	var installed []string
	for line := range bytes.Lines(listing) {
		if name, status, ok := strings.Cut(strings.TrimSpace(string(line)), " "); ok && status == "installed" {
			installed = append(installed, name)
		}
	}
	var missing []string
	for _, p := range wanted {
		if !slices.Contains(installed, p) {
			missing = append(missing, p)
		}
	}
	return missing
}
