// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"netlinklab/backend/module"
)

const moduleRecipe = "module 1"

// buildModule compiles the test module against the SDK's kernel and gives the
// .ko's path, without debugging sections.
func buildModule(ctx context.Context, o *Options, s sdk) (string, error) {
	sources := module.Sources()
	k := newKey(moduleRecipe).add("release", []byte(s.release))
	entries, err := fs.ReadDir(sources, ".")
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		b, err := fs.ReadFile(sources, e.Name())
		if err != nil {
			return "", err
		}
		k.add(e.Name(), b)
	}
	dir := filepath.Join(o.Cache, "module", k.String())
	ko := filepath.Join(dir, "netlink_test.ko")
	if _, err := os.Stat(ko); err == nil {
		return ko, nil
	}
	o.progress("module", 0, 0)
	err = fill(dir, func(tmp string) error {
		if err := os.CopyFS(tmp, sources); err != nil {
			return err
		}
		kdir := "/lib/modules/" + s.release + "/build"
		script := "make -C /mnt KDIR=" + kdir + " && strip --strip-debug /mnt/netlink_test.ko"
		if out, err := inSDK(ctx, s, tmp, script); err != nil {
			return fmt.Errorf("the test module does not build: %w\n%s", err, out)
		}
		return nil
	})
	return ko, err
}

// inSDK runs a shell command in the SDK, read-only, with job as its only
// writable folder at /mnt. bubblewrap needs user namespaces or root; where it
// is refused, root can still chroot.
func inSDK(ctx context.Context, s sdk, job, script string) ([]byte, error) {
	env := []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8"}
	if s.dir == "/" {
		cmd := exec.CommandContext(ctx, "sh", "-ec", strings.ReplaceAll(script, "/mnt", job))
		cmd.Env = env
		return cmd.CombinedOutput()
	}
	if _, err := exec.LookPath("bwrap"); err != nil {
		return nil, fmt.Errorf("bubblewrap is missing, and compilers run confined by it; install it with: apt-get install bubblewrap")
	}
	cmd := exec.CommandContext(ctx, "bwrap", "--ro-bind", s.dir, "/", "--dev", "/dev", "--proc", "/proc",
		"--tmpfs", "/tmp", "--bind", job, "/mnt", "--unshare-all", "--die-with-parent", "--",
		"/bin/sh", "-ec", script)
	cmd.Env = env
	return cmd.CombinedOutput()
}
