// SPDX-License-Identifier: Apache-2.0

package check_test

import (
	"errors"
	"slices"
	"testing"

	"netlinklab/wasm/check"
	"netlinklab/wasm/labproto"
)

// events are of a run that sent two messages in one datagram and received them
// in two.
func events() []labproto.Event {
	one := "\x12\x00\x00\x00\x10\x00\x01\x00\x07\x00\x00\x00\x01\x00\x00\x00hi"
	two := "\x11\x00\x00\x00\x10\x00\x00\x00\x08\x00\x00\x00\x01\x00\x00\x00!"
	kernel := labproto.Event{Kind: labproto.KindReceived, Lane: "late comer", HasRemote: true, Remote: labproto.Addr{Groups: 2}}
	first, second := kernel, kernel
	first.Data, second.Data = []byte(one+"\x00\x00"), []byte(two)
	return []labproto.Event{
		{Kind: labproto.KindSent, Lane: "client", Step: 2, Data: []byte(one + "\x00\x00" + two)},
		{Kind: labproto.KindLog, Text: "netlink_test: received 2 bytes"},
		first, second,
		{Kind: labproto.KindReturn, Lane: "late comer", Name: "recvmsg", Ret: -1, Errno: "EAGAIN"},
		{Kind: labproto.KindOutput, Lane: "user", Name: "stdout", Data: []byte("HELLO\n")},
		{Kind: labproto.KindExit, Lane: "user", Ret: 3},
		{Kind: labproto.KindNote, Name: labproto.NoteOops, Args: []labproto.Arg{{Name: "kind", Value: "double-free"}, {Name: "function", Value: "input"}}},
		{Kind: labproto.KindEnd, Name: labproto.EndDone},
	}
}

func TestRules(t *testing.T) {
	for line, want := range map[string]bool{
		`sent`:                                    true,
		`sent lane=client messages=2 size=37`:     true,
		`sent messages=1`:                         false,
		`sent type=0x10 seq=8 payload="!"`:        true,
		`sent seq=7 payload="!"`:                  false, // no single message has both
		`sent len=18 flags=1 pid=1 payload=hi`:    true,
		`received lane="late comer" count=2`:      true,
		`received lane="late comer" count=3`:      false,
		`received from=0 groups=2 seq=7`:          true,
		`received from=1`:                         false,
		`no received lane=client`:                 true,
		`no received groups=0x2`:                  false,
		`return name=recvmsg ret=-1 errno=EAGAIN`: true,
		`log text="received 2"`:                   true,
		`no log text="nobody listens"`:            true,
		`end name=done`:                           true,
		`output lane=user name=stdout text=HELLO`: true,
		`output text=hello`:                       false,
		`exit lane=user ret=3`:                    true,
		`exit ret=0`:                              false,
		`no panic`:                                true,
		`note name=oops`:                          true,
		`note kind=double-free function=input`:    true,
		`note kind=stuck`:                         false,
		`sent kind=double-free`:                   false,
		`log len=18`:                              false, // a log line holds no message
	} {
		r, err := check.Parse(line)
		if err != nil {
			t.Errorf("%s: %v", line, err)
		} else if got := r.Holds(events()); got != want {
			t.Errorf("%s: holds is %v", line, got)
		}
	}
	if (check.Rule{}).Holds(events()) {
		t.Error("the zero rule holds")
	}
}

func TestFailed(t *testing.T) {
	var rules []check.Rule
	for _, line := range []string{"sent", "sent messages=9", "log", "end name=timeout"} {
		r, err := check.Parse(line)
		if err != nil {
			t.Fatal(err)
		}
		rules = append(rules, r)
	}
	if got := check.Failed(rules, events()); !slices.Equal(got, []int{1, 3}) {
		t.Errorf("failed are %v", got)
	}
}

func TestMistakesInRules(t *testing.T) {
	for line, offset := range map[string]int{
		"":                 0,
		"seen":             0,
		"no":               2,
		"sent len":         5,
		"sent len=many":    5,
		"sent  colour=red": 6,
		`log text="open`:   4,
		`log text="`:       4,
		"sent count=0":     5,
		"sent count=-1":    5,
		"sent count=20001": 5,
		"no sent count=2":  8,
	} {
		_, err := check.Parse(line)
		var e *check.Error
		if !errors.As(err, &e) || e.Offset != offset {
			t.Errorf("%q: error is %v, want one at byte %d", line, err, offset)
		}
	}
}

func FuzzRules(f *testing.F) {
	f.Add(`sent lane=client type=0x10 payload="hi"`, []byte("\x12\x00\x00\x00\x10\x00\x01\x00\x07\x00\x00\x00\x01\x00\x00\x00hi"))
	f.Add(`no received messages=2`, []byte{0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(_ *testing.T, line string, data []byte) {
		r, err := check.Parse(line)
		if err != nil {
			return
		}
		r.Holds([]labproto.Event{{Kind: labproto.KindSent, Data: data}, {Kind: labproto.KindReceived, Data: data}})
	})
}
