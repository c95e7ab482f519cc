// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"netlinklab/static"
)

func checkUser() finding {
	name := fmt.Sprint(os.Geteuid())
	if u, err := user.LookupId(name); err == nil {
		name = u.Username + " (" + name + ")"
	}
	return finding{"user", checkOK, name, ""}
}

func checkFrontEnd() finding {
	const fix = "make setup, which needs Node.js and npm, then build the program again"
	a, err := static.Load()
	switch {
	case err != nil:
		return finding{"front-end", checkMissing, err.Error(), fix}
	case !a.Built():
		return finding{"front-end", checkMissing, "this program was built without scripts and styles", fix}
	}
	return finding{"front-end", checkOK, a.Name("style.css") + ", " + a.Name("codec.wasm"), ""}
}

const (
	// freshMiB is what a first image build needs in the cache folder, rebuildMiB
	// what any later one and the template need.
	freshMiB   = 1200
	rebuildMiB = 256
)

// checkDisk looks at the free space of the cache folder or, while there is
// none, of the folder that it will be made in.
func checkDisk(cache string, haveSDK bool) finding {
	dir := cache
	for {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return finding{"disk", checkMissing, fmt.Sprintf("%s: %v", dir, err), "name a usable cache folder in NETLINKLAB_CACHE"}
	}
	needed := uint64(freshMiB)
	if haveSDK {
		needed = rebuildMiB
	}
	free := st.Bavail * uint64(st.Bsize) >> 20
	f := finding{"disk", checkOK, fmt.Sprintf("%d MiB free for %s", free, cache), ""}
	if free < needed {
		f.Status, f.Fix = checkMissing, fmt.Sprintf("%d MiB are needed: make room, or name another folder in NETLINKLAB_CACHE", needed)
	}
	return f
}

// checkPort looks whether serve could listen on addr, or does already.
func checkPort(ctx context.Context, addr string) finding {
	l, err := net.Listen("tcp", addr)
	if err == nil {
		l.Close()
		return finding{"port", checkOK, addr + " is free", ""}
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if h, err := fetchHealth(ctx, "http://"+addr); err == nil {
		return finding{"port", checkOK, fmt.Sprintf("%s: netlinklab is serving there (%s)", addr, h.Status), ""}
	}
	return finding{"port", checkNote, fmt.Sprintf("%s: %v, held by %s", addr, unwrapped(err), portHolder(addr)),
		fmt.Sprintf("stop that, or: netlinklab serve -addr 127.0.0.1:%d", freePort(addr))}
}

// unwrapped is the innermost error: "address already in use" of a longer story.
func unwrapped(err error) error {
	for {
		u, ok := err.(interface{ Unwrap() error })
		if !ok || u.Unwrap() == nil {
			return err
		}
		err = u.Unwrap()
	}
}

// tool is a program that only the tests need.
type tool struct {
	program, pkg string
	version      []string // arguments that make it say its version
}

// testTools are what make test uses besides what serving uses.
var testTools = [...]tool{
	{"node", "nodejs", []string{"--version"}},
	{"npm", "npm", []string{"--version"}},
	{"chromium", "chromium", nil},
	{"tshark", "tshark", []string{"--version"}},
	{"strace", "strace", []string{"--version"}},
	{"ip", "iproute2", []string{"-V"}},
	{"gcc", "gcc", []string{"--version"}},
}

func (t tool) check() finding {
	path, err := exec.LookPath(t.program)
	if err != nil {
		return finding{t.program, checkMissing, "not found", "apt-get install " + t.pkg}
	}
	if t.version == nil {
		return finding{t.program, checkOK, path, ""}
	}
	out, err := exec.Command(path, t.version...).Output()
	if err != nil {
		return finding{t.program, checkMissing, fmt.Sprintf("%s %s: %v", path, t.version[0], err), "apt-get install --reinstall " + t.pkg}
	}
	first, _, _ := strings.Cut(string(out), "\n")
	return finding{t.program, checkOK, first, ""}
}
