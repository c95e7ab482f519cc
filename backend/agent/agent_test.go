// SPDX-License-Identifier: Apache-2.0

package main

import (
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"netlinklab/wasm/labproto"
)

// The test binary is the agent when it is started as one.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == "worker" || os.Args[1] == "-stdio") {
		main()
		return
	}
	os.Exit(m.Run())
}

// agent is an agent on this machine's kernel, over pipes.
type agent struct {
	t   *testing.T
	in  io.WriteCloser
	out *labproto.Reader
}

func startAgent(t *testing.T) *agent {
	t.Helper()
	cmd := exec.Command("/proc/self/exe", "-stdio")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("agent: %v", err)
		}
	})
	return &agent{t, in, labproto.NewReader(out)}
}

func (a *agent) send(t labproto.FrameType, payload []byte) {
	a.t.Helper()
	if _, err := a.in.Write(labproto.AppendFrame(nil, labproto.Frame{Type: t, Payload: payload})); err != nil {
		a.t.Fatal(err)
	}
}

// until reads events up to one that stop accepts, and returns them all.
func (a *agent) until(stop func(labproto.Event) bool) []labproto.Event {
	a.t.Helper()
	var events []labproto.Event
	for {
		f, err := a.out.ReadFrame()
		if err != nil {
			a.t.Fatal(err)
		}
		if f.Type != labproto.FrameEvent {
			a.t.Fatalf("frame %s: %q", f.Type, f.Payload)
		}
		e, err := labproto.ParseEvent(f.Payload)
		if err != nil {
			a.t.Fatal(err)
		}
		if e.Seq != uint32(len(events)+1) {
			a.t.Fatalf("event %d has number %d", len(events)+1, e.Seq)
		}
		events = append(events, e)
		if stop(e) {
			return events
		}
	}
}

func atEnd(e labproto.Event) bool { return e.Kind == labproto.KindEnd }

func (a *agent) run(steps string) []labproto.Event {
	a.t.Helper()
	a.start(steps)
	return a.until(atEnd)
}

func (a *agent) start(steps string) {
	a.t.Helper()
	p, err := labproto.ParseProgramJSON([]byte(steps))
	if err != nil {
		a.t.Fatal(err)
	}
	a.send(labproto.FrameRun, (&labproto.Run{ID: 7, Program: p}).AppendPayload(nil))
}

// brief writes calls as "lane name=ret errno", other events as "lane kind name".
func brief(events []labproto.Event) string {
	var b strings.Builder
	for _, e := range events {
		switch e.Kind {
		case labproto.KindReturn:
			result := "ok"
			if e.Errno != "" {
				result = e.Errno
			}
			b.WriteString(e.Lane + " " + e.Name + " " + result + "\n")
		case labproto.KindReceived, labproto.KindNote, labproto.KindExit:
			b.WriteString(e.Lane + " " + e.Kind.String() + " " + e.Name + "\n")
		case labproto.KindEnd:
			b.WriteString("end " + e.Name + "\n")
		}
	}
	return b.String()
}

func TestTwoActorsOverUsersock(t *testing.T) {
	a := startAgent(t)
	events := a.run(`{"steps":[
	 {"actor":"ear","op":"open","protocol":"NETLINK_USERSOCK"},
	 {"actor":"ear","op":"bind","port":424242,"label":"bound"},
	 {"actor":"ear","op":"receive","size":4},
	 {"actor":"mouth","op":"open","protocol":"NETLINK_USERSOCK","after":["bound"]},
	 {"actor":"mouth","op":"bind","port":434343},
	 {"actor":"mouth","op":"send","call":"sendmsg","port":424242,"data":"00112233445566","cuts":[2,3]}]}`)
	want := "ear socket ok\near bind ok\nmouth socket ok\nmouth bind ok\n"
	if got := brief(events); !strings.HasPrefix(got, want) || !strings.HasSuffix(got, "end done\n") {
		t.Fatalf("got\n%s", got)
	}
	i := slices.IndexFunc(events, func(e labproto.Event) bool { return e.Kind == labproto.KindReceived })
	if i < 0 {
		t.Fatal("nothing was received")
	}
	e := events[i]
	if string(e.Data) != "\x00\x11\x22\x33" || e.Flags&0x20 == 0 || e.Remote.PortID != 434343 || e.Local.PortID != 424242 {
		t.Errorf("received %+v", e)
	}
	i = slices.IndexFunc(events, func(e labproto.Event) bool { return e.Kind == labproto.KindSent })
	if e := events[i]; string(e.Data) != "\x00\x11\x22\x33\x44\x55\x66" || e.Remote.PortID != 424242 {
		t.Errorf("sent %+v", e)
	}
}

func TestKernelRefusalsAreResults(t *testing.T) {
	got := brief(startAgent(t).run(`{"steps":[
	 {"actor":"a","op":"open","protocol":"NETLINK_FIREWALL"},
	 {"actor":"a","op":"send","data":"00"},
	 {"actor":"a","op":"open","protocol":0},
	 {"actor":"a","op":"bind","family":2},
	 {"actor":"a","op":"connect","family":2},
	 {"actor":"a","op":"receive","size":100,"ms":1},
	 {"actor":"a","op":"receive","size":100,"flags":"MSG_DONTWAIT","call":"recv"},
	 {"actor":"a","op":"join","group":5000},
	 {"actor":"a","op":"close"}]}`))
	want := "a socket EPROTONOSUPPORT\na note no-socket\na socket ok\na bind EINVAL\na connect EINVAL\na recvmsg EAGAIN\na recv EAGAIN\na setsockopt EINVAL\na close ok\nend done\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestKernelAnswers(t *testing.T) {
	for _, call := range []string{"recvmsg", "recvfrom", "recv", "read", "readv"} {
		events := startAgent(t).run(`{"steps":[
		 {"actor":"a","op":"open","protocol":"NETLINK_ROUTE"},
		 {"actor":"a","op":"send","data":"14000000 1200 0503 01000000 00000000 00000000"},
		 {"actor":"a","op":"receive","size":60000,"call":"` + call + `"}]}`)
		i := slices.IndexFunc(events, func(e labproto.Event) bool { return e.Kind == labproto.KindReceived })
		if i < 0 || len(events[i].Data) < 16 {
			t.Errorf("%s: no answer in\n%s", call, brief(events))
		}
	}
}

func TestEnds(t *testing.T) {
	a := startAgent(t)
	if got := brief(a.run(`{"steps":[{"actor":"a","op":"sleep","ms":1,"after":["x"]},{"actor":"b","op":"sleep","ms":1,"label":"x","after":["y"]},{"actor":"c","op":"sleep","ms":1,"label":"y","after":["x"]}]}`)); got != "end deadlock\n" {
		t.Errorf("circle: %s", got)
	}
	if got := brief(a.run(`{"timeout_ms":50,"steps":[{"actor":"a","op":"open"},{"actor":"a","op":"receive","size":10}]}`)); got != "a socket ok\nend timeout\n" {
		t.Errorf("time limit: %s", got)
	}
	a.start(`{"steps":[{"actor":"a","op":"open"},{"actor":"a","op":"receive","size":10}]}`)
	head := a.until(func(e labproto.Event) bool { return e.Kind == labproto.KindEnter && e.Name == "recvmsg" })
	a.send(labproto.FrameStop, nil)
	for {
		f, err := a.out.ReadFrame()
		if err != nil {
			t.Fatal(err)
		}
		e, err := labproto.ParseEvent(f.Payload)
		if err != nil {
			t.Fatal(err)
		}
		if e.Kind == labproto.KindEnd {
			if e.Name != labproto.EndStopped || int(e.Seq) <= len(head) {
				t.Errorf("stopped run ended with %+v", e)
			}
			return
		}
	}
}

func TestRefusals(t *testing.T) {
	a := startAgent(t)
	refused := func() labproto.Refused {
		f, err := a.out.ReadFrame()
		if err != nil || f.Type != labproto.FrameRefused {
			t.Fatalf("%v %v", f.Type, err)
		}
		r, err := labproto.ParseRefused(f.Payload)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	bad := labproto.Program{Steps: []labproto.Step{{Actor: "a", Op: labproto.OpReceive}}}
	a.send(labproto.FrameRun, (&labproto.Run{ID: 4, Program: bad}).AppendPayload(nil))
	if r := refused(); r.Run != 4 || r.Code != labproto.CodeProgram || r.Path != "steps[0].size" {
		t.Errorf("%+v", r)
	}
	a.send(labproto.FrameRun, []byte{1, 200})
	if r := refused(); r.Code != labproto.CodeFrame {
		t.Errorf("%+v", r)
	}
	a.send(labproto.FrameWelcome, nil)
	if r := refused(); r.Code != labproto.CodeFrame {
		t.Errorf("%+v", r)
	}
	a.send(labproto.FramePing, []byte("hi"))
	if f, err := a.out.ReadFrame(); err != nil || f.Type != labproto.FramePong || string(f.Payload) != "hi" {
		t.Errorf("%v %v", f, err)
	}
}
