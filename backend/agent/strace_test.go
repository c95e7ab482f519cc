// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"netlinklab/wasm/labproto"
)

// TestStraceAgrees runs the agent under strace(1), which asks the kernel, and
// compares with what the agent tells: the same calls in the same order, with the
// same arguments, bytes, addresses, results and errors.
func TestStraceAgrees(t *testing.T) {
	if os.Getenv("NETLINKLAB_VM") == "" {
		t.Skip("needs strace; set NETLINKLAB_VM=1 to ask for it")
	}
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Fatalf("%v; install it with: apt-get install strace", err)
	}
	for name, steps := range straced {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			a := startAgent(t, strace, "-ff", "-X", "raw", "-s", "70000", "-e", "read=all", "-e", "write=all", "-e", "signal=none",
				"-e", "trace=%network,read,readv,write,writev,close,unshare,prctl,setgroups,setresgid,setresuid,clock_nanosleep,delete_module",
				"-o", filepath.Join(dir, "trace"), "--")
			told := map[string][]string{}
			for _, e := range a.run(steps) {
				tell(told, e)
			}
			a.end()
			seen := readTraces(t, dir)
			if len(told) == 0 {
				t.Fatal("nothing was told")
			}
			for _, lane := range slices.Sorted(maps.Keys(told)) {
				if want, got := strings.Join(seen[lane], "\n"), strings.Join(told[lane], "\n"); got != want {
					t.Errorf("%s: told\n%s\nstrace says\n%s", lane, got, want)
				}
			}
		})
	}
}

// An actor's name is what its lines in the traces are found by, so each has
// its own.
var straced = map[string]string{
	"calls": `{"steps":[
	 {"actor":"calls","op":"open","protocol":"NETLINK_USERSOCK"},
	 {"actor":"calls","op":"bind","port":424201,"groups":5},
	 {"actor":"calls","op":"send","call":"sendmsg","port":424201,"data":"00112233445566","cuts":[2,3]},
	 {"actor":"calls","op":"receive","size":4},
	 {"actor":"calls","op":"send","call":"sendmsg","port":424201,"data":"00112233445566"},
	 {"actor":"calls","op":"receive","size":4,"flags":"MSG_PEEK"},
	 {"actor":"calls","op":"receive","size":4,"flags":"MSG_TRUNC"},
	 {"actor":"calls","op":"send","port":424299,"data":"0011"},
	 {"actor":"calls","op":"send","port":424201,"data":"001122","flags":"MSG_DONTWAIT"},
	 {"actor":"calls","op":"receive","size":2,"call":"recvfrom","flags":"MSG_PEEK|MSG_TRUNC"},
	 {"actor":"calls","op":"receive","size":100,"call":"recvfrom","ms":50},
	 {"actor":"calls","op":"send","call":"sendto","port":0,"groups":4,"data":"aa"},
	 {"actor":"calls","op":"connect","port":424201},
	 {"actor":"calls","op":"send","call":"send","data":"77"},
	 {"actor":"calls","op":"receive","size":100,"call":"recv"},
	 {"actor":"calls","op":"send","call":"write","data":"7788"},
	 {"actor":"calls","op":"receive","size":100,"call":"read"},
	 {"actor":"calls","op":"send","call":"writev","data":"778899","cuts":[1,2]},
	 {"actor":"calls","op":"receive","size":100,"call":"readv"},
	 {"actor":"calls","op":"send","call":"sendmsg","no_addr":true,"data":"01020304"},
	 {"actor":"calls","op":"receive","size":100},
	 {"actor":"calls","op":"receive","size":100,"flags":"MSG_DONTWAIT"},
	 {"actor":"calls","op":"receive","size":100,"ms":20},
	 {"actor":"calls","op":"close"},
	 {"actor":"calls","op":"receive","size":100}]}`,
	"options": `{"steps":[
	 {"actor":"options","op":"open","protocol":"NETLINK_ROUTE","type":"SOCK_DGRAM|SOCK_CLOEXEC"},
	 {"actor":"options","op":"join","group":1},
	 {"actor":"options","op":"join","group":33},
	 {"actor":"options","op":"join","group":9999},
	 {"actor":"options","op":"leave","group":1},
	 {"actor":"options","op":"setsockopt","level":"SOL_NETLINK","option":"NETLINK_EXT_ACK","value":"01000000"},
	 {"actor":"options","op":"setsockopt","level":"SOL_SOCKET","option":"SO_RCVBUF","value":"00200000"},
	 {"actor":"options","op":"setsockopt","level":"SOL_SOCKET","option":"SO_RCVBUF","value":"00"},
	 {"actor":"options","op":"getsockopt","level":"SOL_SOCKET","option":"SO_RCVBUF","size":4},
	 {"actor":"options","op":"getsockopt","level":"SOL_NETLINK","option":77,"size":4},
	 {"actor":"options","op":"open","socket":"b","protocol":31},
	 {"actor":"options","op":"open","socket":"b","domain":"AF_INET","type":"SOCK_DGRAM"},
	 {"actor":"options","op":"bind","socket":"b","family":16},
	 {"actor":"options","op":"close","socket":"b"},
	 {"actor":"options","op":"sleep","ms":3},
	 {"actor":"options","op":"unload","name":"no_such_module"}]}`,
	"dump": `{"steps":[
	 {"actor":"dump","op":"open","protocol":"NETLINK_ROUTE"},
	 {"actor":"dump","op":"send","data":"14000000 1200 0503 01000000 00000000 00000000"},
	 {"actor":"dump","op":"receive","size":32768,"count":9,"ms":50}]}`,
	"identity": `{"steps":[
	 {"actor":"identity","op":"open","protocol":"NETLINK_ROUTE","type":"SOCK_RAW|SOCK_CLOEXEC"},
	 {"actor":"identity","op":"setuser","id":65534},
	 {"actor":"identity","op":"setuser","id":0},
	 {"actor":"identity","op":"unshare","name":"user"},
	 {"actor":"identity","op":"unshare","name":"net"},
	 {"actor":"identity","op":"send","data":"14000000 1200 0503 01000000 00000000 00000000"},
	 {"actor":"identity","op":"open","socket":"b","protocol":"NETLINK_ROUTE"},
	 {"actor":"identity","op":"bind","socket":"b","port":424203},
	 {"actor":"identity","op":"close"}]}`,
	"many": `{"steps":[
	 {"actor":"ear","op":"open","protocol":"NETLINK_USERSOCK"},
	 {"actor":"ear","op":"bind","port":424202,"label":"bound"},
	 {"actor":"ear","op":"receive","size":100},
	 {"actor":"mouth","op":"open","protocol":"NETLINK_USERSOCK","after":["bound"]},
	 {"actor":"mouth","op":"send","port":424202,"data":"0123456789"}]}`,
}

// tell adds an event to its lane in the form that readTraces gives.
func tell(lanes map[string][]string, e labproto.Event) {
	lane := lanes[e.Lane]
	switch e.Kind {
	case labproto.KindEnter:
		lane = append(lane, e.Name+" "+arguments(e))
	case labproto.KindSent, labproto.KindReceived:
		lane[len(lane)-1] += fmt.Sprintf(" bytes=%x", e.Data)
		if e.Kind == labproto.KindReceived && e.HasRemote {
			lane[len(lane)-1] += fmt.Sprintf(" from=%d/%x", e.Remote.PortID, e.Remote.Groups)
		}
		if e.Kind == labproto.KindReceived && e.Name == "recvmsg" {
			lane[len(lane)-1] += fmt.Sprintf(" msg_flags=%#x", e.Flags)
		}
	case labproto.KindReturn:
		if e.Name == "getsockname" {
			lane = lane[:len(lane)-1]
			break
		}
		lane[len(lane)-1] += fmt.Sprintf(" = %d %s", e.Ret, e.Errno)
	}
	if len(lane) > 0 {
		lanes[e.Lane] = lane
	}
}

// arguments picks what can be compared, in strace's order.
func arguments(e labproto.Event) string {
	var out []string
	for _, a := range e.Args {
		switch a.Name {
		case "fd", "domain", "type", "protocol", "group", "iovecs", "flags", "duration", "module", "rgid", "egid", "sgid", "ruid", "euid", "suid":
			out = append(out, a.Name+"="+a.Value)
		case "addr":
			m := addrPattern.FindStringSubmatch(a.Value)
			out = append(out, "addr="+m[1]+"/"+strings.TrimLeft(m[2], "0"))
		}
	}
	return strings.Join(out, " ")
}

var (
	addrPattern = regexp.MustCompile(`nl_pid=(-?\d+), nl_groups=(?:0x)?([0-9a-f]+)`)
	namePattern = regexp.MustCompile(`^prctl\(0xf, "([^"]+)"`)
	callPattern = regexp.MustCompile(`^(\w+)\((.*)\) += (-?\d+)(?: ([A-Z]+) \(.*\))?$`)
	dumpPattern = regexp.MustCompile(`^ \| [0-9a-f]+  ((?:[0-9a-f]{2} {1,2})+)`)
	msgFlags    = regexp.MustCompile(`msg_flags=(0x[0-9a-f]+|0)\}`)
)

// readTraces gives each actor's calls on its own sockets, as strace saw them.
func readTraces(t *testing.T, dir string) map[string][]string {
	files, err := filepath.Glob(filepath.Join(dir, "trace.*"))
	if err != nil {
		t.Fatal(err)
	}
	// A process of the name that started earlier has the smaller number.
	slices.SortFunc(files, func(a, b string) int { return pidOf(a) - pidOf(b) })
	lanes := map[string][]string{}
	sockets := map[string]map[string]bool{}
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		readTrace(t, bufio.NewScanner(f), lanes, sockets)
		f.Close()
	}
	return lanes
}

func pidOf(file string) int {
	n, _ := strconv.Atoi(strings.TrimPrefix(filepath.Ext(file), "."))
	return n
}
