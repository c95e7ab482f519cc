// SPDX-License-Identifier: Apache-2.0

package main

import (
	"io"
	"os"
	"os/exec"
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
	cmd *exec.Cmd
}

// startAgent starts one; wrapper is a command that starts it, such as strace.
func startAgent(t *testing.T, wrapper ...string) *agent {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	args := append(wrapper, self, "-stdio", "-files", t.TempDir())
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stderr = os.Stderr
	// The race detector would make each process wait a second before it ends.
	cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0")
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
	a := &agent{t: t, in: in, out: labproto.NewReader(out), cmd: cmd}
	t.Cleanup(a.end)
	return a
}

// end closes the agent's input and waits for it. It may be called again.
func (a *agent) end() {
	if a.cmd.ProcessState != nil {
		return
	}
	a.in.Close()
	if err := a.cmd.Wait(); err != nil {
		a.t.Errorf("agent: %v", err)
	}
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
		e := a.next()
		if e.Seq != uint32(len(events)+1) {
			a.t.Fatalf("event %d has number %d", len(events)+1, e.Seq)
		}
		events = append(events, e)
		if stop(e) {
			return events
		}
	}
}

// next reads the next frame, an event.
func (a *agent) next() labproto.Event {
	a.t.Helper()
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
	return e
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
