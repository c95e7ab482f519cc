// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// ErrNoGo says that Go programs are shown only.
var ErrNoGo = errors.New("this server has no Go toolchain, so Go programs are shown and not run")

// goTool is the host's toolchain, and what a program may import, prepared:
//
//	go.mod vendor/   the modules, those that this program itself was built with
//	cache/           the build cache with them and the standard library compiled
//
// All of it is read-only in the jail; what a build adds to the cache is in its
// own tmpfs.
type goTool struct{ root, dir string }

// GoModules are the modules that learners' programs may import.
var GoModules = []string{"github.com/mdlayher/netlink", "github.com/mdlayher/genetlink", "github.com/mdlayher/socket", "golang.org/x/sys", "golang.org/x/net", "golang.org/x/sync"}

// goSeed imports what is compiled beforehand.
const goSeed = `package main

import (
	_ "bufio"
	_ "bytes"
	_ "context"
	_ "encoding/binary"
	_ "encoding/hex"
	_ "errors"
	_ "flag"
	_ "fmt"
	_ "log"
	_ "net"
	_ "os"
	_ "os/signal"
	_ "slices"
	_ "strings"
	_ "sync"
	_ "syscall"
	_ "time"
	_ "unsafe"

	_ "github.com/mdlayher/genetlink"
	_ "github.com/mdlayher/netlink"
	_ "github.com/mdlayher/netlink/nlenc"
	_ "golang.org/x/sys/unix"
)

func main() {}
`

// PrepareGo makes Go programs compile here, with the toolchain that is found on
// the path and folder to keep what it prepares in; the first time takes some
// 20 seconds. versions are those of GoModules, which have to be in the module
// cache. Nothing is downloaded. The error says why Go is shown only.
func (c *Compiler) PrepareGo(ctx context.Context, folder string, versions map[string]string) error {
	tool, err := exec.LookPath("go")
	if err != nil {
		return ErrNoGo
	}
	out, err := exec.CommandContext(ctx, tool, "env", "GOROOT", "GOVERSION").Output()
	root, version, ok := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if err != nil || !ok {
		return fmt.Errorf("%w: go env says %q", ErrNoGo, out)
	}
	mod := goMod(strings.TrimPrefix(version, "go"), versions)
	key := sha256.Sum256([]byte(recipe + version + mod + goSeed))
	dir := filepath.Join(folder, hex.EncodeToString(key[:8]))
	if _, err := os.Stat(dir); err != nil {
		if err := makeGoTool(ctx, tool, folder, dir, mod); err != nil {
			return fmt.Errorf("%w: %w", ErrNoGo, err)
		}
	}
	c.golang.Store(&goTool{root, dir})
	return nil
}

// goMod is a learner's go.mod.
func goMod(version string, versions map[string]string) string {
	mod := "module learner\n\ngo " + version + "\n\nrequire (\n"
	for _, path := range GoModules {
		if v := versions[path]; v != "" {
			mod += "\t" + path + " " + v + "\n"
		}
	}
	return mod + ")\n"
}

func makeGoTool(ctx context.Context, tool, folder, dir, mod string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(folder, ".new-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	for name, text := range map[string]string{"go.mod": mod, "main.go": goSeed} {
		if err := os.WriteFile(filepath.Join(tmp, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	for _, args := range [][]string{{"list", "-mod=mod", "-deps", "."}, {"mod", "vendor", "-e"}, {"build", "-mod=vendor", "-trimpath", "-buildvcs=false", "-o", os.DevNull, "."}} {
		cmd := exec.CommandContext(ctx, tool, args...)
		cmd.Dir = tmp
		cmd.Env = append(os.Environ(), "GOPROXY=off", "GONOSUMDB=*", "GONOSUMCHECK=1", "GOFLAGS=-mod=mod", "GOWORK=off", "GOTOOLCHAIN=local",
			"CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64", "GOCACHE="+filepath.Join(tmp, "cache"))
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("go %s: %w: %s", strings.Join(args, " "), err, out)
		}
	}
	if err := os.Chmod(tmp, 0o755); err != nil {
		return err
	}
	err = os.Rename(tmp, dir)
	if _, there := os.Stat(dir); there == nil {
		return nil // another process may have been faster
	}
	return err
}

// binds are the jail's further mounts, and limits in place of the others': a Go
// program has a gigabyte of addresses reserved and a thread where others wait.
func (g *goTool) binds() []string {
	return []string{
		"--ro-bind", g.root, "/tmp/go",
		"--ro-bind", filepath.Join(g.dir, "cache"), "/tmp/seed",
		"--ro-bind", filepath.Join(g.dir, "vendor"), "/mnt/vendor",
		"--ro-bind", filepath.Join(g.dir, "go.mod"), "/mnt/go.mod",
		"--ro-bind", filepath.Join(g.dir, "go.sum"), "/mnt/go.sum",
	}
}

const (
	goMemoryBytes = 3 << 30
	goProcesses   = 256
)

// goScript builds what is in /mnt. The seed's files are linked into a cache that
// can be written. Telemetry would want /proc, and a network.
const goScript = `cp -rs /tmp/seed /tmp/cache
mkdir -p /tmp/.config/go/telemetry
echo off > /tmp/.config/go/telemetry/mode
export GOROOT=/tmp/go GOCACHE=/tmp/cache GOPATH=/tmp/gopath GOFLAGS= GOPROXY=off GOTOOLCHAIN=local GOWORK=off
export CGO_ENABLED=0 GOOS=linux GOARCH=amd64 GOMAXPROCS=2
/tmp/go/bin/go build -mod=vendor -trimpath -buildvcs=false -o ` + debugName + ` . >&2
`

// goLine is what go build says about a line: ./main.go:5:2: undefined: x.
var goLine = regexp.MustCompile(`^(?:vet: )?(?:\./)?([A-Za-z0-9_-]+\.go):(\d+)(?::(\d+))?: (.+)$`)

func readGoLine(line string) (Diagnostic, bool) {
	m := goLine.FindStringSubmatch(line)
	if m == nil {
		return Diagnostic{}, false
	}
	d := Diagnostic{Severity: Error, File: m[1], Text: m[4]}
	d.Line, _ = strconv.Atoi(m[2]) // digits; one too long for an int is no line
	d.Column, _ = strconv.Atoi(m[3])
	return d, true
}
