// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"context"
	"errors"
	"os/exec"
	"strings"
	"testing"
	"time"

	"netlinklab/backend/sandbox"
	"netlinklab/wasm/labproto"
)

// hostile launches a shell script in a machine's place, with the descriptors
// that QEMU gets: 3 QMP, 4 the agent's port, 5 the console.
func hostile(t *testing.T, script string) *machine {
	t.Helper()
	s := newStarter()
	t.Cleanup(s.close)
	m, err := launch(s, exec.Command("/bin/sh", "-c", script))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

func ended(t *testing.T, m *machine) sandbox.Ending {
	t.Helper()
	select {
	case <-m.Done():
		return m.Ending()
	case <-time.After(30 * time.Second):
		t.Fatal("the machine did not end")
	}
	return sandbox.Ending{}
}

// forever is a process that does not end by itself.
const forever = "exec sleep 3600"

func TestHostileProcesses(t *testing.T) {
	for name, try := range map[string]struct {
		script string
		cause  sandbox.Cause
		text   string // a part of the ending's text
	}{
		"noise":                {"head -c 300000 /dev/urandom >&4; " + forever, sandbox.CauseGarbage, "garbage"},
		"text":                 {"echo 'hello, is anybody there?' >&4; " + forever, sandbox.CauseGarbage, "garbage"},
		"a frame of 4 GB":      {`printf '\377\377\377\377\007\001\000\000\000\000\000\000' >&4; ` + forever, sandbox.CauseGarbage, "over the limit"},
		"another version":      {`printf '\000\000\000\000\007\011\000\000\000\000\000\000' >&4; ` + forever, sandbox.CauseGarbage, "version"},
		"an unknown type":      {`printf '\000\000\000\000\377\001\000\000\000\000\000\000' >&4; ` + forever, sandbox.CauseGarbage, "type"},
		"half a header":        {`printf '\001\000' >&4`, sandbox.CauseDied, "exit status 0"},
		"half a frame":         {`printf '\144\000\000\000\007\001\000\000\000\000\000\000half' >&4; exit 3`, sandbox.CauseDied, "exit status 3"},
		"its port closed":      {"exec 4>&-; " + forever, sandbox.CauseGarbage, "port was closed"},
		"killed":               {"echo 'last words' >&2; kill -9 $$", sandbox.CauseDied, "last words"},
		"a panic":              {"echo 'BUG: kernel NULL pointer dereference' >&5; echo 'Kernel panic - not syncing: Fatal exception' >&5", sandbox.CausePanic, "BUG: kernel NULL"},
		"a console of noise":   {"head -c 1000000 /dev/urandom >&5; exit 0", sandbox.CauseDied, "QEMU ended"},
		"a monitor of noise":   {"head -c 100000 /dev/urandom >&3; exit 0", sandbox.CauseDied, "QEMU ended"},
		"an endless error log": {"head -c 1000000 /dev/zero >&2; exit 0", sandbox.CauseDied, "QEMU ended"},
	} {
		t.Run(name, func(t *testing.T) {
			m := hostile(t, try.script)
			e := ended(t, m)
			if e.Cause != try.cause || !strings.Contains(e.Text, try.text) {
				t.Errorf("ended by %s with %.300q", e.Cause, e.Text)
			}
			for range m.Frames() {
			}
			if len(e.Text) > 2*consoleBytes {
				t.Errorf("the ending's text has %d bytes", len(e.Text))
			}
		})
	}
}

// TestHostileFloods closes machines that never stop talking, or never listen.
func TestHostileFloods(t *testing.T) {
	for name, script := range map[string]string{
		"console": "exec yes 'the kernel log goes on' >&5",
		"errors":  "exec yes 'so does QEMU' >&2",
		"frames":  `while :; do printf '\000\000\000\000\014\001\000\000\000\000\000\000' >&4; done`,
		"deaf":    forever,
	} {
		t.Run(name, func(t *testing.T) {
			m := hostile(t, script)
			if name == "frames" {
				for range 100 {
					if _, ok := <-m.Frames(); !ok {
						t.Fatal("the flood ended")
					}
				}
			}
			if err := m.Close(); err != nil {
				t.Error(err)
			}
			if c := m.Ending().Cause; c != sandbox.CauseClosed {
				t.Errorf("ended by %v", c)
			}
			if n := len(m.tail.text()) + len(m.errors.text()); n > 8*consoleBytes {
				t.Errorf("%d bytes were kept", n)
			}
		})
	}
}

// TestDeafProcess sends to one that never reads: the send ends with its context,
// and the machine with it, since half a frame is on its way.
func TestDeafProcess(t *testing.T) {
	m := hostile(t, forever)
	f := labproto.Frame{Type: labproto.FrameRun, Payload: make([]byte, labproto.MaxPayload)}
	for range 100 {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		err := m.Send(ctx, f)
		cancel()
		if err == nil {
			continue // it fits the socket's buffer
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("got %v", err)
		}
		if e := ended(t, m); e.Cause != sandbox.CauseGarbage || !strings.Contains(e.Text, "does not read") {
			t.Errorf("%+v", e)
		}
		if err := m.Send(t.Context(), f); !errors.Is(err, sandbox.ErrEnded) {
			t.Errorf("afterwards: %v", err)
		}
		return
	}
	t.Error("nothing ever filled up")
}

// TestSendAfterALateContext ends contexts right after sends that went through:
// none of it reaches the next send.
func TestSendAfterALateContext(t *testing.T) {
	m := hostile(t, "exec cat <&4 >/dev/null")
	for i := range 300 {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			cancel()
		}()
		err := m.Send(ctx, labproto.Frame{Type: labproto.FramePing, Payload: []byte{byte(i)}})
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Fatalf("send %d: %v", i, err)
		}
		<-done
		if err := m.Send(t.Context(), labproto.Frame{Type: labproto.FramePing}); err != nil {
			t.Fatalf("after send %d: %v", i, err)
		}
	}
}
