// SPDX-License-Identifier: Apache-2.0

package supervisor

import (
	"fmt"
	"strings"
	"testing"

	"netlinklab/backend/agent/worker"
	"netlinklab/backend/agent/xray"
	"netlinklab/wasm/labproto"
)

// told gives what a supervisor has queued for the host.
func told(t *testing.T, s *supervisor) (events []labproto.Event) {
	t.Helper()
	for rest := s.port.send; len(rest) > 0; {
		size := labproto.HeaderSize + int(rest[0]) + int(rest[1])<<8
		f, err := labproto.ParseFrame(rest[:size])
		if err != nil {
			t.Fatal(err)
		}
		e, err := labproto.ParseEvent(f.Payload)
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, e)
		rest = rest[size:]
	}
	return events
}

// TestOwnDoingsAfterACall reads what the kernel recorded of an actor after a call,
// before the actor has said that the call is over.
func TestOwnDoingsAfterACall(t *testing.T) {
	for name, after := range map[string]uint64{"later": 9000, "in the same microsecond": 7000} {
		t.Run(name, func(t *testing.T) {
			s := &supervisor{}
			a := &actor{name: "a"}
			r := &run{s: s, id: 1, actors: []*actor{a}}
			x := &rays{run: r, tasks: map[int]*rayTask{}, lanes: map[string]*rayLane{}}
			r.rays = x
			k := &rayTask{lane: x.lane("a", a), agent: true}
			x.tasks[7] = k
			for i, c := range []xray.Call{{Time: 5000, Enter: true, Name: "netlink_sendmsg"}, {Time: 6000, Name: "netlink_sendmsg"},
				{Time: after, Enter: true, Name: "netlink_getname"}, {Time: after, Name: "netlink_getname"}} {
				x.wait(k, i, ray{Call: c})
			}
			say := func(kind labproto.Kind, time uint64) [][]heard {
				return [][]heard{{{kind: worker.RecordEvent, time: time, event: labproto.Event{Kind: kind, Time: time, Name: "sendto", Call: 1}}}}
			}
			r.merge(say(labproto.KindEnter, 4500))
			r.merge(say(labproto.KindReturn, 7500))
			r.merge(say(labproto.KindEnter, 12_000))
			var names []string
			for _, e := range told(t, s) {
				names = append(names, e.Kind.String()+" "+e.Name)
			}
			if got, want := strings.Join(names, ", "), "enter sendto, call netlink_sendmsg, callret netlink_sendmsg, return sendto, enter sendto"; got != want {
				t.Errorf("%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestRaysStandInTheirCalls merges what an actor says with what the kernel
// recorded of it: functions that the agent runs for itself are left out, those
// of a call stand in it, and the rounded clock of the kernel moves none out.
func TestRaysStandInTheirCalls(t *testing.T) {
	s := &supervisor{}
	a := &actor{name: "a"}
	r := &run{s: s, id: 1, actors: []*actor{a}}
	x := &rays{run: r, tasks: map[int]*rayTask{}, lanes: map[string]*rayLane{}}
	r.rays = x
	x.tasks[7] = &rayTask{lane: x.lane("a", a), agent: true}
	call := func(pid int, time uint64, enter bool, name string) {
		k := x.task(pid)
		x.wait(k, len(k.waiting), ray{Call: xray.Call{PID: pid, Time: time, Enter: enter, Name: name}})
	}
	say := func(kind labproto.Kind, time uint64, name string, call uint32, pid uint32) heard {
		return heard{kind: worker.RecordEvent, time: time, event: labproto.Event{Kind: kind, Time: time, Name: name, Call: call, PID: pid}}
	}
	call(7, 1000, true, "own")
	call(7, 5000, true, "netlink_create") // entered at 5600, after the call began
	call(7, 6000, false, "netlink_create")
	call(7, 8000, true, "own")
	r.merge([][]heard{{say(labproto.KindEnter, 5500, "socket", 1, 0), say(labproto.KindReturn, 6300, "socket", 1, 0),
		say(labproto.KindNote, 9000, "program", 0, 8), say(labproto.KindEnter, 10_000, "sendto", 2, 0)}})
	// The call is told and has not come back: what it has done so far is told.
	call(8, 11_000, true, "netlink_sendmsg")
	call(7, 11_500, true, "agent")
	x.attach(x.task(8), xray.Stack{PID: 8, Time: 11_200, Frames: []string{"input [lab]", "netlink_sendmsg"}})
	r.merge([][]heard{nil})
	call(8, 12_000, false, "netlink_sendmsg")
	call(8, 14_000, true, "netlink_release")
	r.merge([][]heard{{say(labproto.KindReturn, 13_000, "sendto", 2, 0)}})
	r.merge([][]heard{{say(labproto.KindExit, 15_000, "", 0, 8)}})
	want := strings.Join([]string{
		"a enter socket call 1 at 5500", "a call netlink_create call 1 at 5999", "a callret netlink_create call 1 at 6300", "a return socket call 1 at 6300",
		"a note program call 0 at 9000", "a enter sendto call 2 at 10000",
		"a call netlink_sendmsg call 2 at 11999", "a note xray-stack call 2 at 12199",
		"a callret netlink_sendmsg call 2 at 12999", "a return sendto call 2 at 13000",
		"a call netlink_release call 0 at 14999", "a exit  call 0 at 15000"}, "\n")
	var lines []string
	for _, e := range told(t, s) {
		lines = append(lines, fmt.Sprintf("%s %s %s call %d at %d", e.Lane, e.Kind, e.Name, e.Call, e.Time))
	}
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}
