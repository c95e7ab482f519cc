// SPDX-License-Identifier: Apache-2.0

//go:build amd64

package tracer

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

// build compiles a program of testdata.
func build(t *testing.T, name string) string {
	t.Helper()
	if os.Getenv("NETLINKLAB_VM") == "" {
		t.Skip("needs gcc and root; set NETLINKLAB_VM=1 to ask for it")
	}
	out := filepath.Join(t.TempDir(), name)
	gcc := exec.Command("gcc", "-static", "-pthread", "-o", out, filepath.Join("testdata", name+".c"))
	if msg, err := gcc.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, msg)
	}
	return out
}

// trace runs a program and gives what was told of it, events as short lines.
func trace(t *testing.T, o Options) (Status, []labproto.Event) {
	t.Helper()
	return traceTelling(t, o, func(*labproto.Event) {})
}

// traceTelling runs a program and tells each event as it comes.
func traceTelling(t *testing.T, o Options, tell func(*labproto.Event)) (Status, []labproto.Event) {
	t.Helper()
	var events []labproto.Event
	var calls uint32
	o.Args, o.Lane, o.Calls = []string{filepath.Base(o.Path)}, "user", &calls
	o.Emit = func(e *labproto.Event) {
		c := *e
		c.Data = slices.Clone(e.Data)
		events = append(events, c)
		tell(e)
	}
	st, err := Run(o)
	if err != nil {
		t.Fatal(err)
	}
	return st, events
}

func brief(events []labproto.Event) string {
	var b strings.Builder
	for _, e := range events {
		fmt.Fprintf(&b, "%s %s", e.Lane, e.Kind)
		if e.Name != "" {
			b.WriteString(" " + e.Name)
		}
		for _, a := range e.Args {
			if a.Name != "fd" {
				b.WriteString(" " + a.Name + "=" + a.Value)
			}
		}
		switch e.Kind {
		case labproto.KindReturn:
			fmt.Fprintf(&b, " = %d %s", min(e.Ret, 10), e.Errno)
		case labproto.KindSent, labproto.KindReceived:
			fmt.Fprintf(&b, " %x local=%d flags=%#x", e.Data, e.Local.PortID, e.Flags)
			if e.HasRemote {
				fmt.Fprintf(&b, " remote=%d", e.Remote.PortID)
			}
		case labproto.KindOutput:
			fmt.Fprintf(&b, " %q", e.Data)
		case labproto.KindExit:
			fmt.Fprintf(&b, " %d", e.Ret)
		case labproto.KindLane:
			b.WriteString(" " + e.Text)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// lane picks the lines of one lane: the order across lanes is the kernel's.
func lane(text, name string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, name+" ") {
			b.WriteString(line)
		}
	}
	return b.String()
}

func TestProcessAndChildOverUsersock(t *testing.T) {
	st, events := trace(t, Options{Path: build(t, "talk")})
	if st.Exit != 3 || st.Signal != 0 {
		t.Errorf("%+v", st)
	}
	all := brief(events)
	if want := `user note program
user enter socket domain=16 type=3 protocol=2
user return socket = 4 
user enter bind addr={nl_pid=515151, nl_groups=0x0} len=12
user return bind = 0 
user enter setsockopt level=270 option=NETLINK_ADD_MEMBERSHIP group=3
user return setsockopt = 0 
user output stdout "parent is ready\n"
user enter recvmsg size=5
user received recvmsg 0102030461 local=515151 flags=0x20 remote=515152
user return recvmsg = 5 
user output stderr "from 515152\n"
user enter sendto length=1 addr={nl_pid=515159, nl_groups=0x0}
user return sendto = -1 ECONNREFUSED
user enter recv size=64 flags=64
user return recv = -1 EAGAIN
user enter close
user return close = 0 
user exit 3
`; normal(lane(all, "user")) != want {
		t.Errorf("parent:\n%s\nwant\n%s", normal(lane(all, "user")), want)
	}
	if want := `user/2 lane process
user/2 enter socket domain=16 type=3 protocol=2
user/2 return socket = 4 
user/2 enter bind addr={nl_pid=515152, nl_groups=0x0} len=12
user/2 return bind = 0 
user/2 enter sendmsg length=7 addr={nl_pid=515151, nl_groups=0x0} iovecs=2
user/2 sent sendmsg 01020304616263 local=515152 flags=0x0 remote=515151
user/2 return sendmsg = 7 
user/2 enter close
user/2 return close = 0 
user/2 exit 7
`; normal(lane(all, "user/2")) != want {
		t.Errorf("child:\n%s\nwant\n%s", normal(lane(all, "user/2")), want)
	}
	calls := map[uint32]int{}
	for _, e := range events {
		if e.Kind == labproto.KindEnter || e.Kind == labproto.KindReturn {
			calls[e.Call]++
		}
	}
	for id, n := range calls {
		if id == 0 || n != 2 {
			t.Errorf("call %d has %d ends", id, n)
		}
	}
}

// normal writes every descriptor that socket gave as 4: which one it is depends
// on what the test itself has open.
func normal(text string) string {
	for n := 3; n <= 10; n++ {
		text = strings.ReplaceAll(text, fmt.Sprintf("return socket = %d ", n), "return socket = 4 ")
	}
	return text
}

func TestThreadsAndSignal(t *testing.T) {
	st, events := trace(t, Options{Path: build(t, "threads")})
	if st.Signal != unix.SIGSEGV {
		t.Errorf("%+v", st)
	}
	all := brief(events)
	for _, name := range []string{"user/2", "user/3", "user/4"} {
		if got := lane(all, name); !strings.HasPrefix(got, name+" lane thread\n"+name+" enter socket domain=16 type=3 protocol=0\n") {
			t.Errorf("%q in\n%s", got, all)
		}
	}
	if !strings.HasSuffix(all, "user exit SIGSEGV 139\n") {
		t.Error(all)
	}
}

func TestFloodIsCutAndChildrenEnd(t *testing.T) {
	st, events := trace(t, Options{Path: build(t, "flood")})
	if st.Exit != 0 {
		t.Errorf("%+v", st)
	}
	told, cut := 0, 0
	for _, e := range events {
		switch e.Kind {
		case labproto.KindOutput:
			told += len(e.Data)
		case labproto.KindNote:
			if e.Name == "output-cut" {
				cut++
			}
		}
	}
	if told != maxOutput || cut != 1 {
		t.Errorf("%d bytes told, %d notes", told, cut)
	}
}

func TestWhatDoesNotStart(t *testing.T) {
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte("no program"), 0o755); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{"/nonexistent/program": "is not there", text: "is no program for this machine"} {
		var calls uint32
		if _, err := Run(Options{Path: path, Args: []string{"x"}, Emit: func(*labproto.Event) {}, Calls: &calls}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", path, err)
		}
	}
}
