// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"netlinklab/backend/sandbox/qemu/qemutest"
	"netlinklab/wasm/labproto"
)

// ray is one line of what was told of the kernel's functions.
func ray(e labproto.Event) string {
	return fmt.Sprintf("%s %s %s [%s]", e.Kind, e.Arg("depth"), e.Name, e.Arg("module"))
}

// within gives what happened in the first call of a lane whose name begins with
// prefix, and checks that it is whole: every function that was entered in it was
// left in it, between the call's entry and its return, at the depth that it says.
func within(t *testing.T, events []labproto.Event, lane, prefix string) (inside []labproto.Event) {
	t.Helper()
	enter := slices.IndexFunc(events, func(e labproto.Event) bool {
		return e.Kind == labproto.KindEnter && e.Lane == lane && strings.HasPrefix(e.Name, prefix)
	})
	if enter < 0 {
		t.Fatalf("%s makes no %s", lane, prefix)
	}
	call := events[enter].Call
	leave := slices.IndexFunc(events, func(e labproto.Event) bool { return e.Kind == labproto.KindReturn && e.Call == call })
	if leave < 0 {
		t.Fatal("it does not return")
	}
	var open []string
	for i, e := range events {
		if e.Kind != labproto.KindCall && e.Kind != labproto.KindCallRet || e.Call != call {
			continue
		}
		if i < enter || i > leave || e.Lane != lane || e.Time < events[enter].Time || e.Time > events[leave].Time {
			t.Errorf("%s in lane %s at %d, outside of the call", ray(e), e.Lane, e.Time)
		}
		inside = append(inside, e)
		if e.Kind == labproto.KindCall {
			if e.Arg("depth") != fmt.Sprint(len(open)) {
				t.Errorf("%s in %v", ray(e), open)
			}
			open = append(open, e.Name)
			continue
		}
		if len(open) == 0 || open[len(open)-1] != e.Name || e.Arg("duration_ns") == "" {
			t.Fatalf("%s returns in %v", e.Name, open)
		}
		open = open[:len(open)-1]
	}
	if len(open) > 0 {
		t.Errorf("not left: %v", open)
	}
	return inside
}

func isRay(e labproto.Event) bool {
	return e.Kind == labproto.KindCall || e.Kind == labproto.KindCallRet
}

// hasInOrder checks that lines stand among others, in order.
func hasInOrder(t *testing.T, events []labproto.Event, lines ...string) {
	t.Helper()
	var all []string
	for _, e := range events {
		all = append(all, ray(e))
		if len(lines) > 0 && all[len(all)-1] == lines[0] {
			lines = lines[1:]
		}
	}
	if len(lines) > 0 {
		t.Errorf("%q is missing, or comes too early, in\n%s", lines[0], strings.Join(all, "\n"))
	}
}

// A module's input function runs in the sender's own call, and what it sends is
// queued for the sender before that call returns.
func TestXRayOfAModule(t *testing.T) {
	tr := labOnBed(t, labRun{xray: xrayFlags{stack: true}}, map[string]string{"module.c": answeringModule, "user.c": askingProgram})
	hasInOrder(t, within(t, tr.Events, "user", "send"),
		"call 0 netlink_sendmsg []", "call 1 netlink_unicast []", "call 2 input [lab]", "call 3 netlink_unicast []",
		"callret 3 netlink_unicast []", "callret 2 input [lab]", "callret 1 netlink_unicast []", "callret 0 netlink_sendmsg []")
	hasInOrder(t, within(t, tr.Events, "user", "recv"), "call 0 netlink_recvmsg []", "callret 0 netlink_recvmsg []")
	hasInOrder(t, within(t, tr.Events, "insmod", "finit_module"), "call 0 __netlink_kernel_create []")
	stack := slices.IndexFunc(tr.Events, func(e labproto.Event) bool { return e.Lane == "user" && e.Name == labproto.NoteXRayStack })
	if stack < 0 {
		t.Fatal("no stack is told")
	}
	e := tr.Events[stack]
	input := slices.IndexFunc(tr.Events, func(e labproto.Event) bool { return e.Kind == labproto.KindCall && e.Name == "input" })
	if !strings.HasPrefix(e.Text, "input [lab]\nnetlink_unicast\nnetlink_sendmsg\n") || e.Call != tr.Events[input].Call || e.Lane != "user" {
		t.Errorf("%q in call %d", e.Text, e.Call)
	}
}

// Tracing ends with the run that asks for it, and begins again with another.
func TestXRayIsOneRuns(t *testing.T) {
	m := qemutest.Start(t, onBed(t).host)
	const echo = `"steps":[
	 {"actor":"client","op":"open","protocol":"NETLINK_TEST_30"},
	 {"actor":"client","op":"send","data":"15000000 1000 0000 01000000 00000000 68656c6c6f"},
	 {"actor":"client","op":"receive","size":8192},
	 {"actor":"deaf","op":"open","protocol":"NETLINK_TEST_30"},
	 {"actor":"deaf","op":"receive","size":100,"ms":300}]}`
	for i, asked := range []bool{true, false, true} {
		on := ""
		if asked {
			on = `"xray":true,`
		}
		tr := qemutest.Run(t, m, `{"timeout_ms":60000,`+on+echo)
		if !asked {
			if slices.ContainsFunc(tr.Events, isRay) {
				t.Errorf("run %d tells functions that nobody asked for", i)
			}
			continue
		}
		hasInOrder(t, within(t, tr.Events, "client", "sendto"), "call 0 netlink_sendmsg []", "call 2 nltest_input [netlink_test]")
		hasInOrder(t, within(t, tr.Events, "deaf", "recvmsg"), "call 0 netlink_recvmsg []", "callret 0 netlink_recvmsg []")
		for _, e := range tr.Events {
			if isRay(e) && e.Call == 0 {
				t.Errorf("%s in no call: what the agent itself does", ray(e))
			}
		}
	}
	// A call that does not come back has been entered all the same.
	tr := qemutest.Run(t, m, `{"timeout_ms":3000,"xray":true,"steps":[
	 {"actor":"deaf","op":"open","protocol":"NETLINK_TEST_30"},{"actor":"deaf","op":"receive","size":100}]}`)
	entered := slices.ContainsFunc(tr.Events, func(e labproto.Event) bool {
		return e.Kind == labproto.KindCall && e.Name == "netlink_recvmsg" && e.Call != 0
	})
	if end := tr.Events[len(tr.Events)-1]; !entered || end.Name != labproto.EndTimeout {
		t.Errorf("entered: %v; %+v", entered, end)
	}
}
