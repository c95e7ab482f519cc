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
	"sync"
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

// GoOptions say how Go programs are made to compile.
type GoOptions struct {
	// Folder keeps what is prepared, some 60 MiB, for the next time too.
	Folder string
	// Idle prepares only while no other process wants the processor, until a job
	// waits for it.
	Idle bool
}

// expectation is what Go jobs wait for.
type expectation struct {
	done   chan struct{} // closed when they need not wait any more
	wanted chan struct{} // closed when the first one waits
	want   func()        // closes wanted
}

// ExpectGo makes Go jobs wait for the function that it gives. That one makes
// them compile, with the toolchain that is found on the path; the first time
// takes some 30 seconds of a processor. Programs may import the modules that this
// one was built with, which have to be in the module cache: nothing is
// downloaded. Its error says why Go is shown only.
func (c *Compiler) ExpectGo(o GoOptions) (prepare func(context.Context) error) {
	e := &expectation{done: make(chan struct{}), wanted: make(chan struct{})}
	e.want = sync.OnceFunc(func() { close(e.wanted) })
	c.mu.Lock()
	c.expected = e
	c.mu.Unlock()
	return func(ctx context.Context) error {
		defer close(e.done)
		g, err := openGo(ctx, &o, e.wanted)
		if err != nil {
			return err
		}
		c.golang.Store(g)
		return nil
	}
}

// PrepareGo makes what ExpectGo would the first time, for an image that is
// shipped with it. Its error is ErrNoGo where there is no toolchain.
func PrepareGo(ctx context.Context, o GoOptions) error {
	_, err := openGo(ctx, &o, nil)
	return err
}

// toolchain waits for what Go jobs were made to wait for. told may be nil.
func (c *Compiler) toolchain(ctx context.Context, told func(Progress)) (*goTool, error) {
	c.mu.Lock()
	e := c.expected
	c.mu.Unlock()
	if e != nil {
		select {
		case <-e.done:
		default:
			e.want()
			if told != nil {
				told(Progress{Preparing: PreparingGo})
			}
		}
		select {
		case <-e.done:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	g := c.golang.Load()
	if g == nil {
		return nil, ErrNoGo
	}
	return g, nil
}

// openGo finds the toolchain, and what was prepared for it before, or prepares it:
// in a hurry once wanted is closed.
func openGo(ctx context.Context, o *GoOptions, wanted <-chan struct{}) (*goTool, error) {
	tool, err := exec.LookPath("go")
	if err != nil {
		return nil, ErrNoGo
	}
	out, err := exec.CommandContext(ctx, tool, "env", "GOROOT", "GOVERSION").Output()
	root, version, ok := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if err != nil || !ok {
		return nil, fmt.Errorf("%w: go env says %q", ErrNoGo, out)
	}
	mod := goMod(strings.TrimPrefix(version, "go"), goVersions(ctx, tool))
	key := sha256.Sum256([]byte(recipe + version + mod + goSeed))
	dir := filepath.Join(o.Folder, hex.EncodeToString(key[:8]))
	if _, err := os.Stat(dir); err != nil {
		m := goMaker{tool: tool, folder: o.Folder, dir: dir, mod: mod, idle: o.Idle, wanted: wanted}
		if err := m.make(ctx); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNoGo, err)
		}
	}
	return &goTool{root, dir}, nil
}

// binds are the jail's further mounts.
func (g *goTool) binds() []string {
	return []string{
		"--ro-bind", g.root, "/tmp/go",
		"--ro-bind", filepath.Join(g.dir, "cache"), "/tmp/seed",
		"--ro-bind", filepath.Join(g.dir, "vendor"), "/mnt/vendor",
		"--ro-bind", filepath.Join(g.dir, "go.mod"), "/mnt/go.mod",
		"--ro-bind", filepath.Join(g.dir, "go.sum"), "/mnt/go.sum",
	}
}

// Limits in place of other compilers': a Go program has a gigabyte of addresses
// reserved, and a thread where others wait.
const (
	goMemoryBytes = 3 << 30
	goProcesses   = 256
)

// goScript builds what is in /mnt. The seed's files are linked into a cache that
// can be written, and that has nothing old in it. Telemetry would want /proc, and
// a network.
const goScript = `cp -rs /tmp/seed /tmp/cache
rm -f /tmp/cache/trim.txt
date +%s > /tmp/cache/trim.txt
mkdir -p /tmp/.config/go/telemetry
echo off > /tmp/.config/go/telemetry/mode
export GOROOT=/tmp/go GOCACHE=/tmp/cache GOPATH=/tmp/modules GOFLAGS= GOPROXY=off GOTOOLCHAIN=local GOWORK=off
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
