// SPDX-License-Identifier: Apache-2.0

package main

import (
	"slices"
	"strings"
	"testing"

	"netlinklab/wasm/labproto"
)

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
	// A slow machine may reach the limit before the actor has its socket.
	got := brief(a.run(`{"timeout_ms":50,"steps":[{"actor":"a","op":"open"},{"actor":"a","op":"receive","size":10}]}`))
	if got != "a socket ok\nend timeout\n" && got != "end timeout\n" {
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
