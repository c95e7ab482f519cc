// SPDX-License-Identifier: Apache-2.0

package initd

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// dir holds the guest's modules as NAME.ko, and the file "modules": a line for
// each, "NAME: DEP DEP …", dependencies in the order to load them.
const dir = "/lib/netlinklab/"

// Dependencies gives what must be loaded before a module; an unknown name is
// an error that says so.
func Dependencies(name string) ([]string, error) {
	f, err := os.Open(dir + "modules")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		if n, deps, ok := strings.Cut(sc.Text(), ":"); ok && n == name {
			return strings.Fields(deps), nil
		}
	}
	if err := sc.Err(); err != nil {
		return nil, err
	}
	return nil, unix.ENOENT
}

// Open opens a module's file for finit_module(2).
func Open(name string) (int, error) {
	return unix.Open(dir+name+".ko", unix.O_RDONLY|unix.O_CLOEXEC, 0)
}

// Load loads a module with all it needs. One that is loaded already is fine.
func Load(name, params string) error {
	deps, err := Dependencies(name)
	if err != nil {
		return fmt.Errorf("module %s: %w", name, err)
	}
	for _, d := range deps {
		if err := insert(d, ""); err != nil && !errors.Is(err, unix.EEXIST) {
			return fmt.Errorf("module %s: %w", d, err)
		}
	}
	if err := insert(name, params); err != nil && !errors.Is(err, unix.EEXIST) {
		return fmt.Errorf("module %s: %w", name, err)
	}
	return nil
}

func insert(name, params string) error {
	fd, err := Open(name)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	return unix.FinitModule(fd, params, 0)
}

// Loaded lists the loaded modules that the index knows.
func Loaded() []string {
	b, err := os.ReadFile("/proc/modules")
	if err != nil {
		return nil
	}
	var names []string
	for line := range strings.Lines(string(b)) {
		name, _, _ := strings.Cut(line, " ")
		names = append(names, name)
	}
	return names
}
