// SPDX-License-Identifier: Apache-2.0

package labproto

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// everything is a program that uses each field of a step.
var everything = Program{TimeoutMillis: 700, XRay: true, XRayStack: true, Files: []ProgramFile{{"user", "abc"}, {"lab.ko", "def"}}, Steps: []Step{
	{Actor: "client", Op: OpOpen, Domain: 16, Type: 3, Protocol: 30, Label: "open"},
	{Actor: "client", Op: OpBind, Addr: Addr{Family: 16, PortID: 1, Groups: 5}, Socket: "b"},
	{Actor: "听众", Op: OpOpen, Domain: 16, Type: 2, Protocol: 30, After: []string{"open", "sent"}},
	{Actor: "client", Op: OpSetOption, Level: 270, Option: -1, Value: []byte{1, 0, 0, 0}},
	{Actor: "client", Op: OpSend, Call: "sendmsg", Data: []byte("0123456789abcdef<&>"), Cuts: []uint32{4, 16}, Flags: 0x40, Label: "sent"},
	{Actor: "client", Op: OpSend, NoAddr: true, Data: []byte{0}},
	{Actor: "client", Op: OpReceive, Size: 8192, Count: 2, Millis: 50},
	{Actor: "client", Op: OpJoin, Group: 33},
	{Actor: "client", Op: OpLoad, Name: "netlink_test", Params: "delay_ms=5"},
	{Actor: "client", Op: OpSetUser, ID: 65534},
	{Actor: "client", Op: OpExec, Name: "user", Params: "-n 1", Terminal: true, ID: 1000},
	{Actor: "client", Op: OpExec, Name: "user", Stdin: true, Receiving: "listens"},
}}

var someEvent = Event{Run: 3, Seq: 9, Time: 1<<62 + 7, Kind: KindReceived, Lane: "client", Step: 0, Call: 4,
	Name: "recvmsg", Args: []Arg{{"fd", "3"}, {"", "空"}, {"msg", "a\"b\\c\n\t\u2028"}}, Ret: -11, Errno: "EAGAIN",
	Data: []byte{0, 1, 0xff}, Local: Addr{16, 1, 0}, HasLocal: true, HasRemote: true, Flags: 0x20, Full: 900,
	Text: "<script>&", PID: 61}

func TestFrameBytes(t *testing.T) {
	f := Frame{Type: FramePing, Seq: 0x01020304, Payload: []byte{0xaa, 0xbb}}
	const want = "020000000b01000004030201aabb"
	if got := hex.EncodeToString(AppendFrame(nil, f)); got != want {
		t.Errorf("AppendFrame = %s, want %s", got, want)
	}
}

func TestParseFrameRefuses(t *testing.T) {
	good, _ := hex.DecodeString("020000000b01000004030201aabb")
	for name, c := range map[string]struct {
		change func([]byte) []byte
		want   error
	}{
		"short header":  {func(b []byte) []byte { return b[:11] }, ErrFrameShort},
		"short payload": {func(b []byte) []byte { return b[:13] }, ErrFrameShort},
		"long":          {func(b []byte) []byte { return append(b, 0) }, ErrFrameLong},
		"huge":          {func(b []byte) []byte { b[3] = 0x80; return b }, ErrFrameSize},
		"version":       {func(b []byte) []byte { b[5] = 2; return b }, ErrFrameVersion},
		"type":          {func(b []byte) []byte { b[4] = 99; return b }, ErrFrameType},
		"reserved":      {func(b []byte) []byte { b[6] = 1; return b }, ErrFrameType},
	} {
		if _, err := ParseFrame(c.change(bytes.Clone(good))); err != c.want {
			t.Errorf("%s: error %v, want %v", name, err, c.want)
		}
	}
}

func TestReader(t *testing.T) {
	stream := AppendFrame(nil, Frame{Type: FrameStop})
	stream = AppendFrame(stream, Frame{Type: FrameEvent, Payload: someEvent.AppendPayload(nil)})
	r := NewReader(iotest.OneByteReader(bytes.NewReader(stream)))
	if f, err := r.ReadFrame(); err != nil || f.Type != FrameStop || len(f.Payload) != 0 {
		t.Fatalf("first frame: %v %v", f, err)
	}
	f, err := r.ReadFrame()
	if err != nil {
		t.Fatal(err)
	}
	if e, err := ParseEvent(f.Payload); err != nil || !reflect.DeepEqual(e, someEvent) {
		t.Errorf("event: %v %+v", err, e)
	}
	if _, err := r.ReadFrame(); err != io.EOF {
		t.Errorf("at the end: %v", err)
	}
	if _, err := NewReader(bytes.NewReader(stream[:len(stream)-1])).ReadFrame(); err != nil {
		t.Errorf("first of a cut stream: %v", err)
	}
	cut := NewReader(bytes.NewReader(stream[HeaderSize : len(stream)-1]))
	if _, err := cut.ReadFrame(); err != io.ErrUnexpectedEOF {
		t.Errorf("cut inside a frame: %v", err)
	}
}

func TestWireRoundTrip(t *testing.T) {
	p, err := ParseProgram(everything.AppendPayload(nil))
	if err != nil || !reflect.DeepEqual(p, everything) {
		t.Errorf("program: %v\n%s", err, cmp.Diff(everything, p))
	}
	for _, e := range []Event{someEvent, {Kind: KindEnd, Step: -1, Name: EndDone}} {
		got, err := ParseEvent(e.AppendPayload(nil))
		if err != nil || !reflect.DeepEqual(got, e) {
			t.Errorf("event: %v\n%s", err, cmp.Diff(e, got))
		}
	}
	s := Status{State: StateReady, Position: 3, WaitMillis: 20000, StartMicros: 84000, Kernel: "6.12", Accel: "tcg", Code: "idle", Machine: 2}
	if got, err := ParseStatus(s.AppendPayload(nil)); err != nil || got != s {
		t.Errorf("status: %v %+v", err, got)
	}
	c := Clock{UnixNano: -5, Entropy: bytes.Repeat([]byte{7}, 32)}
	if got, err := ParseClock(c.AppendPayload(nil)); err != nil || !reflect.DeepEqual(got, c) {
		t.Errorf("clock: %v %+v", err, got)
	}
	ready := Ready{Kernel: "6.12", Agent: "abc", Modules: []string{"netlink_test", "veth"}}
	if got, err := ParseReady(ready.AppendPayload(nil)); err != nil || !reflect.DeepEqual(got, ready) {
		t.Errorf("ready: %v %+v", err, got)
	}
	h := Hello{Token: "t", LastSeq: 8, Session: "s"}
	if got, err := ParseHello(h.AppendPayload(nil)); err != nil || got != h {
		t.Errorf("hello: %v %+v", err, got)
	}
	ref := Refused{Run: 1, Code: CodeProgram, Path: "steps[0]", Text: "why"}
	if got, err := ParseRefused(ref.AppendPayload(nil)); err != nil || got != ref {
		t.Errorf("refused: %v %+v", err, got)
	}
}

func TestUnknownFieldIsPassedOver(t *testing.T) {
	b := append([]byte{200, 2, 1, 2}, someEvent.AppendPayload(nil)...)
	if e, err := ParseEvent(b); err != nil || !reflect.DeepEqual(e, someEvent) {
		t.Errorf("%v %+v", err, e)
	}
}

func TestJSONRoundTrip(t *testing.T) {
	tr := Transcript{Kernel: "6.12", Accel: "tcg", Recorded: "2026-11-23", Program: everything, Events: []Event{someEvent, {Kind: KindEnd, Step: -1}}}
	text := tr.AppendJSON(nil)
	if !json.Valid(text) {
		t.Fatalf("not JSON: %s", text)
	}
	got, err := ParseTranscriptJSON(text)
	if err != nil || !reflect.DeepEqual(got, tr) {
		t.Errorf("%v\n%s", err, cmp.Diff(tr, got))
	}
	if bytes.ContainsAny(text, "<>&") {
		t.Error("text could end a script element")
	}
}

func TestProgramJSONNames(t *testing.T) {
	p, err := ParseProgramJSON([]byte(`{"steps":[
	 {"actor":"a","op":"open","protocol":"NETLINK_TEST_30"},
	 {"actor":"a","op":"send","data":"15 00 00 00\n68","flags":"MSG_DONTWAIT|0x4000"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	want := Program{Steps: []Step{
		{Actor: "a", Op: OpOpen, Domain: 16, Type: 3, Protocol: 30},
		{Actor: "a", Op: OpSend, Data: []byte{0x15, 0, 0, 0, 0x68}, Flags: 0x4040}}}
	if d := cmp.Diff(want, p); d != "" {
		t.Error(d)
	}
}

func TestProgramJSONErrors(t *testing.T) {
	for in, want := range map[string]string{
		``:                                      "line 1: expected an object",
		`{"steps":[]} x`:                        "expected nothing more",
		`{"steps":[{"actor":"a","op":"fly"}]}`:  "steps[0].op: unknown op",
		`{"steps":[{"actr":"a"}]}`:              "steps[0].actr: unknown key",
		`{"steps":[{"actor":"a","actor":"b"}]}`: "stands here twice",
		`{"steps":[{"op":"close"}]}`:            "steps[0].actor: a step needs an actor",
		`{"steps":[{"actor":"a","op":"close"}`:  "line 1: expected , or ]",
		"{\n\"steps\":[{]}":                     "line 2: expected a key in quotes",
		`{"steps":[{"actor":"a","op":"open","protocol":"NETLINK_FOO"}]}`:                            `steps[0].protocol: unknown name "NETLINK_FOO"`,
		`{"steps":[{"actor":"a","op":"send","data":"150"}]}`:                                        "steps[0].data: hex bytes need two digits",
		`{"steps":[{"actor":"a","op":"send","data":"zz"}]}`:                                         "character 1 is not part of hex",
		`{"steps":[{"actor":"a","op":"receive"}]}`:                                                  "steps[0].size: needs the buffer's size",
		`{"steps":[{"actor":"a","op":"receive","size":70000}]}`:                                     "at most 65536",
		`{"steps":[{"actor":"a","op":"close","after":["x"]}]}`:                                      `no step has the label "x"`,
		`{"steps":[{"actor":"a","op":"close","label":"x","after":["x"]}]}`:                          "cannot wait for itself",
		`{"steps":[{"actor":"a","op":"bind","port":-1}]}`:                                           "must be from 0 to 4294967295",
		`{"steps":[{"actor":"a","op":"send","data":"1234","cuts":[1]}]}`:                            "only sendmsg and writev",
		`{"steps":[{"actor":"a","op":"join"}]}`:                                                     "steps[0].group",
		`{"steps":[{"actor":"log","op":"close"}]}`:                                                  "choose another name",
		`{"xray_stack":true,"steps":[{"actor":"a","op":"close"}]}`:                                  "xray_stack: needs xray as well",
		`{"steps":[{"actor":"a","op":"close","terminal":true}]}`:                                    "steps[0].terminal: only an exec",
		`{"steps":[{"actor":"a","op":"close","stdin":true}]}`:                                       "steps[0].stdin: only an exec",
		`{"steps":[{"actor":"a","op":"exec","name":"x","stdin":true,"terminal":true}]}`:             "steps[0].stdin: a terminal",
		`{"steps":[{"actor":"a","op":"close","receiving":"x"}]}`:                                    "steps[0].receiving: only an exec",
		`{"steps":[{"actor":"a","op":"exec","name":"x","label":"x","receiving":"x"}]}`:              "steps[0].receiving: step 0 has this label already",
		`{"timeout_ms":99999999,"steps":[]}`:                                                        "timeout_ms: must be from 1 to 60000",
		`{"steps":[{"actor":"a","op":"send","data":"12","text":"x"}]}`:                              "either data or text",
		`{"steps":[{"actor":"a","op":"close","label":"x"},{"actor":"a","op":"close","label":"x"}]}`: "steps[1].label: step 0 has this label already",
	} {
		_, err := ParseProgramJSON([]byte(in))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n error %v\n  want %s", in, err, want)
		}
	}
}

func FuzzFrame(f *testing.F) {
	f.Add(AppendFrame(nil, Frame{Type: FrameEvent, Payload: someEvent.AppendPayload(nil)}))
	f.Add(AppendFrame(nil, Frame{Type: FrameRun, Payload: (&Run{ID: 1, Program: everything}).AppendPayload(nil)}))
	f.Add(AppendFrame(nil, Frame{Type: FrameStatus, Payload: (&Status{State: StateQueued, Position: 2}).AppendPayload(nil)}))
	f.Fuzz(func(t *testing.T, b []byte) {
		frame, err := ParseFrame(b)
		if err != nil {
			return
		}
		if again := AppendFrame(nil, frame); !bytes.Equal(again, b) {
			t.Errorf("frame %x became %x", b, again)
		}
		if text, err := AppendFrameJSON(nil, frame); err == nil && !json.Valid(text) {
			t.Errorf("not JSON: %s", text)
		}
		if r, err := ParseRun(frame.Payload); err == nil {
			again, err := ParseRun(r.AppendPayload(nil))
			if err != nil || !reflect.DeepEqual(again.Program.AppendPayload(nil), r.Program.AppendPayload(nil)) {
				t.Errorf("run changed on the way: %v", err)
			}
		}
	})
}

func FuzzEvent(f *testing.F) {
	f.Add(someEvent.AppendPayload(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := ParseEvent(b)
		if err != nil {
			return
		}
		wire := e.AppendPayload(nil)
		if again, err := ParseEvent(wire); err != nil || !bytes.Equal(again.AppendPayload(nil), wire) {
			t.Errorf("event changed on the way: %v", err)
		}
		if !json.Valid(e.AppendJSON(nil)) {
			t.Errorf("not JSON: %s", e.AppendJSON(nil))
		}
	})
}

func FuzzStepFile(f *testing.F) {
	f.Add(everything.AppendJSON(nil))
	f.Add([]byte(`{"steps":[{"actor":"\ud83d\ude00","op":"read","name":"/proc/net/netlink"}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := ParseProgramJSON(b)
		if err != nil {
			return
		}
		if !json.Valid(b) {
			t.Fatalf("accepted what encoding/json refuses: %q", b)
		}
		text := p.AppendJSON(nil)
		again, err := ParseProgramJSON(text)
		if err != nil || !bytes.Equal(again.AppendJSON(nil), text) {
			t.Errorf("program changed on the way: %v\n%s", err, text)
		}
	})
}
