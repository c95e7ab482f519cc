// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"netlinklab/backend/sandbox"
)

// Inspect looks at a running machine's process from outside (proc(5)) and says
// which layers really confine it.
func Inspect(m sandbox.Machine) ([]Layer, error) {
	pid := m.Info().PID
	if pid == 0 {
		return nil, fmt.Errorf("inspect: a %T has no process", m)
	}
	dir := fmt.Sprintf("/proc/%d", pid)
	status, err := readFields(filepath.Join(dir, "status"))
	if err != nil {
		return nil, fmt.Errorf("inspect: %w", err)
	}
	return []Layer{
		seccompSeen(status), userSeen(status), namespacesSeen(dir), rootSeen(dir), limitsSeen(dir), networkSeen(dir),
		{"lifetime", true, "killed with the server, even by SIGKILL"},
	}, nil
}

// readFields reads lines of "Name: value".
func readFields(path string) (map[string]string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	fields := map[string]string{}
	for s := bufio.NewScanner(bytes.NewReader(b)); s.Scan(); {
		if name, value, ok := strings.Cut(s.Text(), ":"); ok {
			fields[strings.TrimSpace(name)] = strings.TrimSpace(value)
		}
	}
	return fields, nil
}

func seccompSeen(status map[string]string) Layer {
	const filtered = "2" // SECCOMP_MODE_FILTER
	if status["Seccomp"] != filtered {
		return Layer{"seccomp", false, "QEMU runs without a filter, though it was asked for one: its build or this kernel lacks seccomp"}
	}
	detail := "QEMU's filter: no new programs, no change of user, no resource control"
	if status["NoNewPrivs"] == "1" {
		detail += "; no new privileges"
	}
	return Layer{"seccomp", true, detail}
}

func userSeen(status map[string]string) Layer {
	uid, _, _ := strings.Cut(status["Uid"], "\t")
	caps := "no capabilities"
	if strings.Trim(status["CapEff"], "0") != "" {
		caps = "capabilities " + status["CapEff"]
	}
	l := Layer{"user", uid != fmt.Sprint(os.Geteuid()) && uid != "0", fmt.Sprintf("user %s, %s", uid, caps)}
	if !l.InForce {
		l.Detail += ", the server's own; started as root, each machine gets a user of its own"
	}
	return l
}

// namespaceKinds are those that a machine should have of its own.
var namespaceKinds = []string{"user", "mnt", "pid", "net", "ipc", "uts", "cgroup"}

func namespacesSeen(dir string) Layer {
	var own, shared []string
	for _, kind := range namespaceKinds {
		theirs, err := os.Readlink(filepath.Join(dir, "ns", kind))
		ours, ourErr := os.Readlink(filepath.Join("/proc/self/ns", kind))
		if err == nil && ourErr == nil && theirs != ours {
			own = append(own, kind)
		} else {
			shared = append(shared, kind)
		}
	}
	if len(shared) == 0 {
		return Layer{"namespaces", true, "of its own: " + strings.Join(own, ", ")}
	}
	detail := "shared with the server: " + strings.Join(shared, ", ")
	if len(own) == 0 {
		detail = noNamespaces
	}
	return Layer{"namespaces", false, detail}
}

func rootSeen(dir string) Layer {
	root := filepath.Join(dir, "root")
	entries, err := os.ReadDir(root)
	if err != nil {
		return Layer{"root", false, "not to be seen: " + err.Error()}
	}
	var theirs, ours unix.Stat_t
	if unix.Stat(root, &theirs) == nil && unix.Stat("/", &ours) == nil && theirs.Dev == ours.Dev && theirs.Ino == ours.Ino {
		return Layer{"root", false, hostFiles}
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	slices.Sort(names)
	return Layer{"root", true, "libraries and firmware only: /" + strings.Join(names, ", /")}
}

func networkSeen(dir string) Layer {
	b, err := os.ReadFile(filepath.Join(dir, "net/dev"))
	if err != nil {
		return Layer{"network", false, "not to be seen: " + err.Error()}
	}
	var names []string
	for s := bufio.NewScanner(bytes.NewReader(b)); s.Scan(); {
		if name, _, ok := strings.Cut(s.Text(), ":"); ok {
			names = append(names, strings.TrimSpace(name))
		}
	}
	if slices.Equal(names, []string{"lo"}) {
		return Layer{"network", true, "the guest has no network device, its process no interface but its own loopback"}
	}
	return Layer{"network", false, hostNetwork + ": " + strings.Join(names, ", ")}
}

// limitsSeen compares with what jail sets. A line of proc_pid_limits(5) has the
// limit's name in 26 columns, then the soft and the hard limit.
func limitsSeen(dir string) Layer {
	b, err := os.ReadFile(filepath.Join(dir, "limits"))
	if err != nil {
		return Layer{"limits", false, "not to be seen: " + err.Error()}
	}
	const nameColumns = 26
	hard := map[string]string{}
	for s := bufio.NewScanner(bytes.NewReader(b)); s.Scan(); {
		if line := s.Text(); len(line) > nameColumns {
			if f := strings.Fields(line[nameColumns:]); len(f) > 1 {
				hard[strings.TrimSpace(line[:nameColumns])] = f[1]
			}
		}
	}
	var missing []string
	for _, l := range limits {
		if now, err := strconv.ParseUint(hard[l.title], 10, 64); err != nil || now > l.value {
			missing = append(missing, l.title)
		}
	}
	if len(missing) > 0 {
		return Layer{"limits", false, "not set: " + strings.Join(missing, ", ")}
	}
	return Layer{"limits", true, limitsText}
}
