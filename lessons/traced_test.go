// SPDX-License-Identifier: Apache-2.0

package lessons_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"netlinklab/lessons"
	"netlinklab/wasm/labproto"
)

// TestLanesDoWhatTheProgramsDo runs echo.c, echo.go and the printed listing,
// with its compile errors mended and nothing else, under strace, and compares
// with the lanes that stand for them: the same calls in the same order, and the
// same message but for what differs from run to run. The host's kernel has no
// protocol 30, so the programs are built for NETLINK_USERSOCK, and strace
// answers in its place.
func TestLanesDoWhatTheProgramsDo(t *testing.T) {
	needTools(t)
	all, err := lessons.Load(lessons.FS(), moduleFiles)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(all, func(l lessons.Lesson) bool { return l.Slug == "hello-kernel" })
	events := all[at].Lab.Recorded.Events
	const files = "17-hello-kernel/files/"
	for lane, build := range map[string]func(t *testing.T, dir string) string{
		"echo.c": func(t *testing.T, dir string) string {
			return gcc(t, dir, change(t, files+"echo.c", "NETLINK_TEST_30 30", "NETLINK_TEST_30 NETLINK_USERSOCK"))
		},
		"echo.go": func(t *testing.T, dir string) string {
			source := filepath.Join(dir, "main.go")
			if err := os.WriteFile(source, change(t, files+"go/echo.go", "= 30", "= 2"), 0o600); err != nil {
				t.Fatal(err)
			}
			run(t, "go", "build", "-o", filepath.Join(dir, "a"), source)
			return filepath.Join(dir, "a")
		},
		"as printed": func(t *testing.T, dir string) string { return gcc(t, dir, []byte(mended)) },
	} {
		t.Run(lane, func(t *testing.T) {
			dir := t.TempDir()
			calls, message := trace(t, build(t, dir))
			wantCalls, wantMessage := told(events, lane)
			if !slices.Equal(calls, wantCalls) {
				t.Errorf("the program calls %v, the lane %v", calls, wantCalls)
			}
			if message != wantMessage {
				t.Errorf("the program sends\n%s\nthe lane\n%s", message, wantMessage)
			}
		})
	}
}

// mended is the printed listing's course, with the names and headers that it
// lacks.
const mended = `#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#define MAX_PAYLOAD 2046
struct sockaddr_nl src_addr, dest_addr;
struct msghdr msg;
struct nlmsghdr *nlh;
struct iovec iov;
int main(void)
{
	int fd = socket(PF_NETLINK, SOCK_RAW, NETLINK_USERSOCK);
	src_addr.nl_family = AF_NETLINK;
	src_addr.nl_pid = getpid();
	bind(fd, (struct sockaddr *)&src_addr, sizeof(src_addr));
	dest_addr.nl_family = AF_NETLINK;
	nlh = malloc(NLMSG_SPACE(MAX_PAYLOAD));
	nlh->nlmsg_len = NLMSG_SPACE(MAX_PAYLOAD);
	nlh->nlmsg_pid = getpid();
	nlh->nlmsg_flags = 0;
	strcpy(NLMSG_DATA(nlh), "Hello netlink socket!");
	iov.iov_base = nlh;
	iov.iov_len = nlh->nlmsg_len;
	msg.msg_name = &dest_addr;
	msg.msg_namelen = sizeof(dest_addr);
	msg.msg_iov = &iov;
	msg.msg_iovlen = 1;
	sendmsg(fd, &msg, 0);
	memset(nlh, 0, NLMSG_SPACE(MAX_PAYLOAD));
	recvmsg(fd, &msg, 0);
	printf("%s\n", (char *)NLMSG_DATA(nlh));
	close(fd);
}
`

func change(t *testing.T, file, from, to string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil || !bytes.Contains(b, []byte(from)) {
		t.Fatalf("%s has no %s: %v", file, from, err)
	}
	return bytes.Replace(b, []byte(from), []byte(to), 1)
}

func gcc(t *testing.T, dir string, source []byte) string {
	t.Helper()
	file := filepath.Join(dir, "a.c")
	if err := os.WriteFile(file, source, 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, "gcc", "-O1", "-static", "-o", filepath.Join(dir, "a"), file)
	return filepath.Join(dir, "a")
}

func run(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

var (
	traced = regexp.MustCompile(`(?m)^(?:\d+ +)?(socket|bind|getsockname|sendmsg|recvmsg)\(.*(?:nl_|AF_NETLINK|, MSG|namelen)`)
	dumped = regexp.MustCompile(`(?m)^ \| [0-9a-f]{5}  ((?:[0-9a-f]{2} +)+)`)
)

// tracePatience is how long a traced program may take.
const tracePatience = 30 * time.Second

// trace gives a program's calls on netlink sockets and the bytes that it sends.
// Every receive is told that 28 bytes came.
func trace(t *testing.T, program string) (calls []string, message string) {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Fatalf("%v; install it with: apt-get install strace", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), tracePatience)
	defer cancel()
	out := filepath.Join(t.TempDir(), "trace")
	// The program's own status is of no interest: what it receives is nothing.
	_ = exec.CommandContext(ctx, strace, "-f", "-e", "trace=%network", "-e", "signal=none", "-e", "write=all", "-o", out,
		"-e", "inject=sendmsg:retval=28", "-e", "inject=recvmsg:retval=28", program).Run()
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range traced.FindAllSubmatch(b, -1) {
		calls = append(calls, string(m[1]))
	}
	for _, m := range dumped.FindAllSubmatch(b, -1) {
		message += strings.Join(strings.Fields(string(m[1])), "")
	}
	return calls, unport(message)
}

// told gives a lane's calls and the first message that it sends. The lab's own
// additions are left out: the close, and a receive that finds nothing.
func told(events []labproto.Event, lane string) (calls []string, message string) {
	for _, e := range events {
		switch {
		case e.Lane != lane:
		case e.Kind == labproto.KindEnter && e.Name != "close":
			calls = append(calls, e.Name)
		case e.Kind == labproto.KindReturn && e.Errno == "EAGAIN":
			calls = calls[:len(calls)-1]
		case e.Kind == labproto.KindSent && message == "":
			message = unport(hex.EncodeToString(e.Data))
		}
	}
	return calls, message
}

// unport takes the sequence number, where it is a random one, and the port out
// of a message in hex.
func unport(message string) string {
	if len(message) < 32 {
		return message
	}
	seq, pid := message[16:24], message[24:32]
	if seq != "00000000" && seq != "01000000" {
		seq = "(random)"
	}
	if pid != "00000000" {
		pid = "( port )"
	}
	return message[:16] + seq + pid + message[32:]
}
