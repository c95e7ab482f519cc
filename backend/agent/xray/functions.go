// SPDX-License-Identifier: Apache-2.0

package xray

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// folder is where tracefs is mounted.
const folder = "/sys/kernel/tracing"

// words tell the kernel what to trace, a word at a time. For each it looks through
// all of its functions, which takes a guest without hardware help a fifth of a
// second, so they are few (Documentation/trace/ftrace.rst, Filter commands).
var words = []struct{ file, word string }{
	// Tracing begins at the netlink sockets' own functions (netlink_ops in
	// net/netlink/af_netlink.c) and what modules call: what an agent does with its
	// other sockets does not come by here.
	{"set_graph_function", "*netlink_*"},
	// Below them are told the netlink core, rtnetlink and generic netlink …
	{"set_ftrace_filter", "*netlink_*"},
	{"set_ftrace_filter", "genl_*"},
	{"set_ftrace_filter", "rtnl_*"},
	// … and what happens to a message's buffer and to those who wait for it.
	{"set_ftrace_filter", "__alloc_skb"},
	{"set_ftrace_filter", "consume_skb"},
	{"set_ftrace_filter", "skb_queue_tail"},
	{"set_ftrace_filter", "*skb_*datagram*"},
	{"set_ftrace_filter", "sock_def_readable"},
	// These are called so often, and do so little, that they would hide the rest.
	{"set_ftrace_notrace", "netlink_compare*"},
	{"set_ftrace_notrace", "rtnl_is_locked"},
}

// settings make the text what the parser reads.
var settings = []struct{ file, value string }{
	{"trace_clock", "mono"},
	{"options/function-fork", "1"},
	{"options/funcgraph-irqs", "0"},
	{"options/funcgraph-abstime", "1"},
	{"options/funcgraph-proc", "1"},
	{"options/funcgraph-cpu", "1"},
	{"options/funcgraph-duration", "1"},
	{"options/funcgraph-tail", "1"},
}

// Functions are what the kernel has been told to trace.
type Functions struct {
	step int // settings and words done
	// modules are those whose functions are among them: the name and the address
	// that /proc/modules has, for one that is loaded again is elsewhere.
	modules map[string]bool
}

// Prepare does a part of what has to be done before a Start, so that it can be
// done while there is nothing else to do. It is true when all is done.
func (f *Functions) Prepare() (done bool, err error) {
	if f.step < len(settings) {
		for _, s := range settings {
			if err := put(s.file, s.value); err != nil {
				return true, err
			}
		}
		f.step = len(settings)
		return false, nil
	}
	if i := f.step - len(settings); i < len(words) {
		f.step++
		err := add(words[i].file, words[i].word)
		if errors.Is(err, unix.EINVAL) { // this kernel has no such function
			err = nil
		}
		return err != nil, err
	}
	return true, f.follow(func(string) error { return nil })
}

// follow adds the functions of modules that have been loaded since it was called
// last, and calls added for each.
func (f *Functions) follow(added func(module string) error) error {
	b, err := os.ReadFile("/proc/modules")
	if err != nil {
		return err
	}
	if f.modules == nil {
		f.modules = map[string]bool{}
	}
	loaded := map[string]bool{}
	for line := range strings.Lines(string(b)) {
		name, key, ok := outOfTree(line)
		if !ok {
			continue
		}
		loaded[key] = true
		if f.modules[key] {
			continue
		}
		if err := errors.Join(add("set_ftrace_filter", "*:mod:"+name), added(name)); err != nil {
			return err
		}
	}
	f.modules = loaded
	return nil
}

// outOfTree reads a line of /proc/modules, "NAME SIZE USERS DEPS STATE ADDRESS
// (TAINTS)". What was not built with the kernel is ours or a learner's, and has
// a taint that says so (kernel/module/procfs.c).
func outOfTree(line string) (name, key string, ok bool) {
	f := strings.Fields(line)
	if len(f) != 7 || !strings.ContainsRune(f[6], 'O') || !symbol(f[0]) {
		return "", "", false
	}
	return f[0], f[0] + " " + f[5], true
}

func put(file, value string) error { return write(file, value, os.O_TRUNC) }

// add appends a word; the file takes one at a time.
func add(file, value string) error { return write(file, value, os.O_APPEND) }

func write(file, value string, flag int) error {
	fd, err := unix.Open(filepath.Join(folder, file), unix.O_WRONLY|unix.O_CLOEXEC|flag, 0)
	if err != nil {
		return fmt.Errorf("tracing: %s: %w", file, err)
	}
	_, err = unix.Write(fd, []byte(value))
	// A filter takes effect when its file is closed.
	if err := errors.Join(err, unix.Close(fd)); err != nil {
		return fmt.Errorf("tracing: %s: %s: %w", file, value, err)
	}
	return nil
}
