// SPDX-License-Identifier: Apache-2.0

package confine

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"go.uber.org/goleak"
	"golang.org/x/sys/unix"
)

// TestMain is the hostile program too, when it is told so.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "hostile" {
		hostile(os.Args[2], os.Args[3])
		return
	}
	goleak.VerifyTestMain(m)
}

// tries are what a hostile program does. Each gives an error, or nil if it could.
var tries = []struct {
	name string
	do   func(inside, outside string) error
	want error // of errors.Is
}{
	{"read inside", func(in, _ string) error { _, err := os.ReadFile(in + "/file"); return err }, nil},
	{"write inside", func(in, _ string) error { return os.WriteFile(in+"/made", []byte("x"), 0o644) }, nil},
	{"move inside", func(in, _ string) error { return os.Rename(in+"/made", in+"/moved") }, nil},
	{"run what was written", func(in, _ string) error {
		_, err := os.StartProcess(in+"/program", []string{"program"}, &os.ProcAttr{})
		return err
	}, unix.EACCES},
	{"FIFO", func(in, _ string) error { return unix.Mkfifo(in+"/fifo", 0o644) }, unix.ENOSYS},
	{"null", func(_, _ string) error { return os.WriteFile(os.DevNull, []byte("x"), 0) }, nil},
	{"zero", func(_, _ string) error { _, err := os.Open("/dev/zero"); return err }, unix.EACCES},
	{"proc", func(_, _ string) error { _, err := os.Open("/proc/self/environ"); return err }, unix.EACCES},
	{"list the root", func(_, _ string) error { _, err := os.ReadDir("/"); return err }, unix.EACCES},
	{"read", func(_, out string) error { _, err := os.ReadFile(out); return err }, unix.EACCES},
	{"write", func(_, out string) error { return os.WriteFile(out, nil, 0) }, unix.EACCES},
	{"make", func(_, out string) error { return os.WriteFile(out+".new", nil, 0o644) }, unix.EACCES},
	{"remove", func(_, out string) error { return os.Remove(out) }, unix.EACCES},
	{"link", func(in, out string) error { return os.Link(out, in+"/link") }, unix.EXDEV},
	{"truncate", func(_, out string) error { return os.Truncate(out, 0) }, unix.EPERM},
	{"open for truncation", func(in, _ string) error {
		_, err := os.OpenFile(in+"/file", os.O_RDONLY|os.O_TRUNC, 0)
		return err
	}, unix.EPERM},
	{"change the mode", func(_, out string) error { return os.Chmod(out, 0) }, nil},                          // pretended
	{"change the time", func(_, out string) error { return unix.Utimes(out, make([]unix.Timeval, 2)) }, nil}, // pretended
	{"watch", func(_, out string) error { _, err := unix.InotifyInit1(0); return err }, unix.ENOSYS},
	{"IP", func(_, _ string) error { _, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0); return err }, unix.ENOSYS},
	{"Unix socket", func(_, _ string) error { _, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0); return err }, unix.ENOSYS},
	{"netlink", func(_, _ string) error { _, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW, 0); return err }, unix.ENOSYS},
	{"signal its parent", func(_, _ string) error { return unix.Kill(os.Getppid(), 0) }, unix.EPERM},
	{"signal all", func(_, _ string) error { return unix.Kill(-1, 0) }, unix.EPERM},
	{"signal a thread", func(_, _ string) error { return unix.Tgkill(os.Getppid(), os.Getppid(), unix.SIGTERM) }, unix.EPERM},
	{"pidfd", func(_, _ string) error { _, err := unix.PidfdOpen(os.Getppid(), 0); return err }, unix.ENOSYS},
	{"trace", func(_, _ string) error { return unix.PtraceAttach(os.Getppid()) }, unix.ENOSYS},
	{"read memory", func(_, _ string) error { _, err := unix.ProcessVMReadv(os.Getppid(), nil, nil, 0); return err }, unix.ENOSYS},
	{"limit its parent", func(_, _ string) error { return unix.Prlimit(os.Getppid(), unix.RLIMIT_CORE, nil, &unix.Rlimit{}) }, unix.EPERM},
	{"slow its parent", func(_, _ string) error { return unix.Setpriority(unix.PRIO_PROCESS, os.Getppid(), 19) }, unix.ENOSYS},
	{"new session", func(_, _ string) error { _, err := unix.Setsid(); return err }, unix.ENOSYS},
	{"new group", func(_, _ string) error { return unix.Setpgid(0, 0) }, unix.EPERM},
	{"another's group", func(_, _ string) error { return unix.Setpgid(0, 1) }, unix.EPERM},
	{"its own group", func(_, _ string) error { return unix.Setpgid(0, unix.Getpgrp()) }, nil},
	{"unshare", func(_, _ string) error { return unix.Unshare(unix.CLONE_NEWUSER) }, unix.ENOSYS},
	{"namespace", func(_, _ string) error { return clone(unix.CLONE_NEWUSER) }, unix.EPERM},
	{"its parent's child", func(_, _ string) error { return clone(unix.CLONE_PARENT) }, unix.EPERM},
	{"mount", func(in, _ string) error { return unix.Mount("none", in, "tmpfs", 0, "") }, unix.ENOSYS},
	{"keys", func(_, _ string) error {
		_, err := unix.KeyctlGetKeyringID(unix.KEY_SPEC_SESSION_KEYRING, false)
		return err
	}, unix.ENOSYS},
	{"shared memory", func(_, _ string) error { _, err := unix.SysvShmGet(unix.IPC_PRIVATE, 4096, 0o600); return err }, unix.ENOSYS},
	{"io_uring", func(_, _ string) error { return call(unix.SYS_IO_URING_SETUP) }, unix.ENOSYS},
	{"bpf", func(_, _ string) error { return call(unix.SYS_BPF) }, unix.ENOSYS},
	{"perf", func(_, _ string) error { return call(unix.SYS_PERF_EVENT_OPEN) }, unix.ENOSYS},
	{"userfaultfd", func(_, _ string) error { return call(unix.SYS_USERFAULTFD) }, unix.ENOSYS},
	{"a call of the x32 ABI", func(_, _ string) error { return call(x32Bit + unix.SYS_GETPID) }, unix.ENOSYS},
	{"own a file's signals", func(_, _ string) error { _, err := unix.FcntlInt(0, unix.F_SETOWN, os.Getppid()); return err }, unix.EPERM},
	{"a terminal's input", func(_, _ string) error { return unix.IoctlSetInt(0, unix.TIOCSTI, 0) }, unix.EPERM},
	{"dumpable", func(_, _ string) error { return unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0) }, unix.EPERM},
}

func call(number uintptr) error {
	if _, _, errno := unix.RawSyscall(number, 0, 0, 0); errno != 0 {
		return errno
	}
	return nil
}

// clone is told no stack, so that a process that is made is a copy; it ends.
func clone(flags uintptr) error {
	pid, _, errno := unix.RawSyscall(unix.SYS_CLONE, flags|uintptr(unix.SIGCHLD), 0, 0)
	if errno != 0 {
		return errno
	}
	if pid == 0 {
		_, _, _ = unix.RawSyscall(unix.SYS_EXIT_GROUP, 0, 0, 0)
	}
	return nil
}

func hostile(inside, outside string) {
	for _, try := range tries {
		err := try.do(inside, outside)
		if !errors.Is(err, try.want) {
			fmt.Printf("%s: %v, not %v\n", try.name, err, try.want)
		}
	}
	fmt.Println("user", os.Getuid(), os.Getgid())
	var caps [2]unix.CapUserData
	fmt.Println("capabilities", unix.Capget(&unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}, &caps[0]), caps)
}

// needLandlock skips on a kernel without it, unless all tests have to run.
func needLandlock(t *testing.T) {
	t.Helper()
	if _, err := ABI(); err != nil && os.Getenv("NETLINKLAB_VM") == "" {
		t.Skip(err)
	} else if err != nil {
		t.Fatal(err)
	}
}

// TestHostileProgram runs a program that tries all, with the newest Landlock and
// with the oldest, and as each user that it may have.
func TestHostileProgram(t *testing.T) {
	needLandlock(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	users := map[string]int{"as it is": 0}
	if os.Geteuid() == 0 {
		users["a user of its own"] = 64999
	}
	for name, user := range users {
		for _, abi := range []int{0, 1} {
			t.Run(fmt.Sprint(name, ", version ", abi), func(t *testing.T) {
				// Others may pass, and the secret may be read by all.
				dir, err := os.MkdirTemp("", "confine-")
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { os.RemoveAll(dir) })
				inside, outside, program := filepath.Join(dir, "inside"), filepath.Join(dir, "outside"), filepath.Join(dir, "program")
				binary, err := os.ReadFile(self)
				if err := errors.Join(err, os.Chmod(dir, 0o755), os.Mkdir(inside, 0o777), os.Chmod(inside, 0o777),
					os.WriteFile(inside+"/file", nil, 0o666), os.WriteFile(inside+"/program", []byte("#!/bin/sh\n"), 0o755),
					os.WriteFile(program, binary, 0o755), os.WriteFile(outside, []byte("secret"), 0o666), os.Chmod(outside, 0o666)); err != nil {
					t.Fatal(err)
				}
				p := Policy{Read: []string{program, "/usr", "/lib", "/lib64"}, Write: []string{inside}, User: user, ABI: abi, Group: unix.Getpgrp()}
				cmd := exec.Command(program, "hostile", inside, outside)
				var out strings.Builder
				cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(""), &out, &out
				if err := p.Do(cmd.Start); err != nil {
					t.Fatal(err)
				}
				if err := cmd.Wait(); err != nil {
					t.Error(err)
				}
				want := fmt.Sprintf("user %d %d\ncapabilities <nil> [{0 0 0} {0 0 0}]\n", max(user, os.Getuid()), max(user, os.Getgid()))
				if out.String() != want {
					t.Errorf("it says\n%s\nnot\n%s", out.String(), want)
				}
				after, err := os.Stat(outside)
				if err != nil || after.Mode().Perm() != 0o666 || after.Size() != 6 || after.ModTime().Unix() == 0 {
					t.Errorf("the file outside is another: %v %v", after, err)
				}
			})
		}
	}
}

// TestOthersStayFree looks at this process after a thread of it was confined.
func TestOthersStayFree(t *testing.T) {
	needLandlock(t)
	p := Policy{User: 64999}
	told := errors.New("told")
	var inside, user = error(nil), 0
	err := p.Do(func() error {
		_, inside = os.Open("/dev/zero")
		user = os.Getuid()
		return told
	})
	if !errors.Is(err, told) || !errors.Is(inside, unix.EACCES) || os.Geteuid() == 0 && user != 64999 {
		t.Errorf("%v, %v, user %d", err, inside, user)
	}
	for range 50 {
		if f, err := os.Open("/dev/zero"); err != nil {
			t.Error(err)
		} else {
			f.Close()
		}
		if l, err := net.Listen("tcp", "127.0.0.1:0"); err != nil {
			t.Error(err)
		} else {
			l.Close()
		}
		if syscall.Getuid() == 64999 {
			t.Error("the user has changed")
		}
	}
	if err := exec.Command("true").Run(); err != nil {
		t.Error(err)
	}
}

func TestMissingTreeIsTold(t *testing.T) {
	needLandlock(t)
	p := Policy{Read: []string{"/nowhere"}}
	if err := p.Do(func() error { t.Error("it ran"); return nil }); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "/nowhere") {
		t.Error(err)
	}
}
