// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netlinklab/wasm/labproto"
)

// labFolder writes a folder for lab run.
func labFolder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// lab runs a folder as the command does, with a compiler and a host of its own.
func lab(t *testing.T, files map[string]string) labproto.Transcript {
	t.Helper()
	if os.Getenv("NETLINKLAB_VM") == "" {
		t.Skip("boots a machine; set NETLINKLAB_VM=1 to ask for it")
	}
	o := labRun{machine: machineFlags{accel: "auto"}, millis: labproto.MaxTimeoutMillis}
	tr, err := o.run(t.Context(), labFolder(t, files), func(labproto.Event) {})
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// answeringModule is benchModule that says in the kernel log when it answers.
var answeringModule = strings.Replace(benchModule, "\tnlmsg_unicast(", "\tpr_info(\"lab answers\\n\");\n\tnlmsg_unicast(", 1)

const askingProgram = `#include <linux/netlink.h>
#include <stdio.h>
#include <sys/socket.h>
int main(void)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct nlmsghdr h = { .nlmsg_len = 16, .nlmsg_type = 0x20 };
	char buf[64];
	int fd = socket(AF_NETLINK, SOCK_RAW, 30);
	sendto(fd, &h, sizeof(h), 0, (struct sockaddr *)&kernel, sizeof(kernel));
	long n = recv(fd, buf, sizeof(buf), 0);
	printf("%.4s\n", buf + 16);
	return n == 20 ? 42 : 1;
}
`

// TestLabRun compiles a module and a program of a learner's, which talk to each
// other on a machine.
func TestLabRun(t *testing.T) {
	tr := lab(t, map[string]string{"module.c": answeringModule, "user.c": askingProgram})
	var said, logged, sent, got string
	for _, e := range tr.Events {
		switch {
		case e.Kind == labproto.KindOutput:
			said += string(e.Data)
		case e.Kind == labproto.KindLog:
			logged += e.Text + "\n"
		case e.Kind == labproto.KindSent:
			sent += e.Lane + " " + e.Name
		case e.Kind == labproto.KindReceived:
			got += string(e.Data[16:])
		}
	}
	if said != "pong\n" || got != "pong" || sent != "user sendto" || !strings.Contains(logged, "lab answers") {
		t.Errorf("said %q, got %q, sent %q, logged %q", said, got, sent, logged)
	}
	if code := labStatus(tr); code != 42 {
		t.Errorf("status %d", code)
	}
}

func TestLabRunOfABug(t *testing.T) {
	bug := strings.NewReplacer("static struct sock *nl;", "static struct sock *nl;\nstatic int *volatile missing;", "\tmemcpy(", "\t*missing = 1;\n\tmemcpy(")
	tr := labOnBed(t, labRun{}, map[string]string{"module.c": bug.Replace(answeringModule), "user.c": askingProgram})
	var oops string
	for _, e := range tr.Events {
		if e.Kind == labproto.KindPanic {
			oops = e.Text
		}
	}
	if !strings.Contains(oops, "NULL pointer dereference") || !strings.Contains(oops, "RIP: 0010:input") || !strings.Contains(oops, "[lab]") {
		t.Errorf("%s", oops)
	}
	if code := labStatus(tr); code != exitCutShort {
		t.Errorf("status %d", code)
	}
}

func TestLabFolders(t *testing.T) {
	for name, try := range map[string]struct {
		files map[string]string
		says  string
	}{
		"empty":    {nil, "has neither user.c nor module.c nor main.go"},
		"headers":  {map[string]string{"a.h": ""}, "has neither user.c nor module.c nor main.go"},
		"bad name": {map[string]string{"user.c": "", "a b.h": ""}, "a b.h: file names are"},
		"too long": {map[string]string{"user.c": strings.Repeat(" ", 1<<20)}, "user.c: 1048576 bytes are too many"},
	} {
		var o labRun
		_, err := o.run(t.Context(), labFolder(t, try.files), nil)
		var exit *exitError
		if !errors.As(err, &exit) || exit.code != exitUsage || !strings.Contains(err.Error(), try.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
