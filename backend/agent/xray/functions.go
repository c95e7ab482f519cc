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

// roots are what tracing begins at: the netlink sockets' own functions
// (netlink_ops in net/netlink/af_netlink.c and what modules call). What an
// agent does with its other sockets does not come by here.
var roots = []string{"netlink_*", "__netlink_*"}

// functions are those that are told below the roots: the netlink core, the
// families of the core kernel, and what happens to a message's buffer and to
// those who wait for it.
var functions = []string{
	"netlink_*", "__netlink_*", "rtnetlink_*", "rtnl_*", "genl_*", "ctrl_*", "sock_diag_*",
	"__alloc_skb", "skb_clone", "skb_queue_tail", "consume_skb", "sk_skb_reason_drop", "sock_def_readable",
	"__skb_recv_datagram", "__skb_wait_for_more_packets", "skb_copy_datagram_iter",
}

// silent are called so often, and do so little, that they would hide the rest.
var silent = []string{"netlink_compare_arg_init", "rtnl_is_locked"}

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
	// modules are those whose functions are among them: the name and the address
	// that /proc/modules has, for one that is loaded again is elsewhere.
	modules map[string]bool
}

// Prepare sets what a later Start traces. It takes seconds: for each name the
// kernel looks through all of its functions.
func Prepare() (*Functions, error) {
	if err := prepare(); err != nil {
		return nil, err
	}
	f := &Functions{modules: map[string]bool{}}
	return f, f.follow(func(string) error { return nil })
}

func prepare() error {
	for _, s := range settings {
		if err := put(s.file, s.value); err != nil {
			return err
		}
	}
	for _, f := range functions {
		if err := add("set_ftrace_filter", f); err != nil && !errors.Is(err, unix.EINVAL) { // EINVAL: there is none of the name
			return err
		}
	}
	for _, f := range silent {
		if err := add("set_ftrace_notrace", f); err != nil && !errors.Is(err, unix.EINVAL) {
			return err
		}
	}
	for _, f := range roots {
		if err := add("set_graph_function", f); err != nil {
			return err
		}
	}
	return nil
}

// follow adds the functions of modules that have been loaded since it was called
// last, and calls added for each.
func (f *Functions) follow(added func(module string) error) error {
	b, err := os.ReadFile("/proc/modules")
	if err != nil {
		return err
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
