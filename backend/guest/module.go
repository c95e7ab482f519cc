// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"golang.org/x/sys/unix"
)

const (
	moduleRecipe = "module 2"
	moduleFile   = "netlink_test.ko"
)

// buildModule compiles the test module against the SDK's kernel and gives the
// .ko's path, without debugging sections.
func buildModule(ctx context.Context, o *Options, s sdk) (string, error) {
	key, err := moduleKey(o.moduleSources(), s)
	if err != nil {
		return "", err
	}
	dir := filepath.Join(o.Cache, "module", key)
	ko := filepath.Join(dir, moduleFile)
	if checkSums(dir, moduleFile) == nil {
		return ko, prune(dir)
	}
	o.progress("module", 0, 0)
	err = fill(dir, func(tmp string) error {
		job := filepath.Join(tmp, "job")
		if err := os.CopyFS(job, o.moduleSources()); err != nil {
			return err
		}
		if out, err := compileModule(ctx, s, job); err != nil {
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case bytes.Contains(out, []byte(fullText)):
				return fmt.Errorf("the test module does not build: %w\n%s", unix.ENOSPC, out)
			}
			return errors.Join(fmt.Errorf("the test module does not build: %w\n%s", err, out), s.checkAll())
		}
		if err := os.Rename(filepath.Join(job, moduleFile), filepath.Join(tmp, moduleFile)); err != nil {
			return err
		}
		return errors.Join(os.RemoveAll(job), sumFiles(tmp, moduleFile))
	})
	if err != nil {
		return "", err
	}
	return ko, prune(dir)
}

// moduleKey names a built module by its sources and by the kernel that it is
// for: two builds of one release may differ in what a module sees of them.
func moduleKey(sources fs.FS, s sdk) (string, error) {
	k := newKey(moduleRecipe).add("release", []byte(s.release))
	if err := k.addFile("kernel", s.kernel); err != nil {
		return "", err
	}
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
	return k.String(), nil
}

// compileModule runs kbuild in a folder with the module's sources. The folder
// is /mnt to the compiler wherever it is, so that its name is not in the result.
func compileModule(ctx context.Context, s sdk, job string, extra ...string) ([]byte, error) {
	if s.dir != "/" {
		return inSDK(ctx, s, job, moduleScript("/mnt", s.release, extra...))
	}
	extra = append(extra, "KCFLAGS=-ffile-prefix-map="+job+"=/mnt")
	cmd := tool(ctx, "sh", "-ec", moduleScript(job, s.release, extra...))
	cmd.Env = toolEnv()
	return output(cmd)
}

func moduleScript(dir, release string, extra ...string) string {
	script := "make -C '" + dir + "' KDIR=/lib/modules/" + release + "/build"
	for _, e := range extra {
		script += " '" + e + "'"
	}
	return script + " && strip --strip-debug '" + dir + "/" + moduleFile + "'"
}

func toolEnv() []string {
	return []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8"}
}

// inSDK runs a shell command in the SDK, read-only, with job as its only
// writable folder at /mnt, confined by bubblewrap. There is no /proc: nothing
// here needs it, and in a container that hides parts of its own none can be
// mounted.
func inSDK(ctx context.Context, s sdk, job, script string) ([]byte, error) {
	if _, err := exec.LookPath("bwrap"); err != nil {
		return nil, errors.New("bubblewrap is missing, and compilers run confined by it; install it with: apt-get install bubblewrap")
	}
	cmd := tool(ctx, "bwrap", "--ro-bind", s.dir, "/", "--dev", "/dev",
		"--tmpfs", "/tmp", "--bind", job, "/mnt", "--unshare-all", "--die-with-parent", "--",
		"/bin/sh", "-ec", script)
	cmd.Env = toolEnv()
	return output(cmd)
}
