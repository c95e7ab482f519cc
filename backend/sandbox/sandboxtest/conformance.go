// SPDX-License-Identifier: Apache-2.0

package sandboxtest

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"netlinklab/backend/sandbox"
	"netlinklab/wasm/labproto"
)

// patience is how long a test waits for what must happen.
const patience = 30 * time.Second

// Run checks that a starter's machines keep the promises of sandbox.Machine.
func Run(t *testing.T, s sandbox.Starter) {
	for name, test := range map[string]func(*testing.T, sandbox.Machine){
		"ping": ping, "echo": echo, "bad program": badProgram, "big frame": bigFrame,
		"slow reader": slowReader, "close twice": closeTwice, "close while blocked": closeBlocked,
		"useless frames": uselessFrames, "stop": stopRun, "one run at a time": oneRun, "send given up": sendGivenUp,
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			m, err := s.Start(ctx)
			if err != nil {
				t.Fatal(err)
			}
			test(t, m)
			if err := m.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		})
	}
	t.Run("two at once", func(t *testing.T) { twoAtOnce(t, s) })
}

func ping(t *testing.T, m sandbox.Machine) {
	for i := range 3 {
		send(t, m, labproto.Frame{Type: labproto.FramePing, Payload: []byte{byte(i)}})
		if f := next(t, m); f.Type != labproto.FramePong || len(f.Payload) != 1 || f.Payload[0] != byte(i) {
			t.Errorf("ping %d: %+v", i, f)
		}
	}
	if m.Info().Kernel == "" || m.Info().Accel == "" || m.Info().StartedIn <= 0 {
		t.Errorf("info %+v", m.Info())
	}
	if c := m.Ending().Cause; c != sandbox.CauseNone {
		t.Errorf("ending of a running machine: %v", c)
	}
}

// echoProgram sends to the test module and hears the answer.
const echoProgram = `{"steps":[
 {"actor":"a","op":"open","protocol":30},
 {"actor":"a","op":"send","data":"15000000 1000 0000 01000000 00000000 68656c6c6f"},
 {"actor":"a","op":"receive","size":8192}]}`

func echo(t *testing.T, m sandbox.Machine) {
	for id := range uint32(2) {
		var sent, received []byte
		for _, e := range Transcript(t, m, id+1, echoProgram) {
			switch e.Kind {
			case labproto.KindSent:
				sent = e.Data
			case labproto.KindReceived:
				received = e.Data
			}
		}
		if len(sent) != 21 || !bytes.Contains(received, []byte("hello")) {
			t.Errorf("sent %x, received %x", sent, received)
		}
	}
}

func badProgram(t *testing.T, m sandbox.Machine) {
	r := labproto.Run{ID: 9, Program: labproto.Program{Steps: []labproto.Step{{Actor: "a", Op: labproto.OpReceive}}}}
	send(t, m, labproto.Frame{Type: labproto.FrameRun, Payload: r.AppendPayload(nil)})
	f := next(t, m)
	if f.Type != labproto.FrameRefused {
		t.Fatalf("a bad program was answered with %s", f.Type)
	}
	if r, err := labproto.ParseRefused(f.Payload); err != nil || r.Run != 9 || r.Code != labproto.CodeProgram {
		t.Errorf("refused with %+v, %v", r, err)
	}
	ping(t, m)
}

func bigFrame(t *testing.T, m sandbox.Machine) {
	data := bytes.Repeat([]byte{0x5a}, 60000)
	p := labproto.Program{}
	for range 3 {
		p.Steps = append(p.Steps, labproto.Step{Actor: "a", Op: labproto.OpSend, Data: data})
	}
	send(t, m, labproto.Frame{Type: labproto.FrameRun, Payload: (&labproto.Run{ID: 1, Program: p}).AppendPayload(nil)})
	for {
		f := next(t, m)
		e, err := labproto.ParseEvent(f.Payload)
		if f.Type != labproto.FrameEvent || err != nil {
			t.Fatalf("frame %s: %v", f.Type, err)
		}
		if e.Kind == labproto.KindEnd {
			return
		}
	}
}

// slowReader lets answers pile up: none may be lost.
func slowReader(t *testing.T, m sandbox.Machine) {
	const pings = 2000
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range pings {
			f := labproto.Frame{Type: labproto.FramePing, Payload: []byte{byte(i), byte(i >> 8)}}
			if err := m.Send(t.Context(), f); err != nil {
				t.Errorf("ping %d: %v", i, err)
				return
			}
		}
	})
	for i := range pings {
		if f := next(t, m); len(f.Payload) != 2 || f.Payload[0] != byte(i) || f.Payload[1] != byte(i>>8) {
			t.Fatalf("pong %d is %x", i, f.Payload)
		}
	}
	wg.Wait()
}

func closeTwice(t *testing.T, m sandbox.Machine) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := m.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		})
	}
	wg.Wait()
	<-m.Done()
	if c := m.Ending().Cause; c != sandbox.CauseClosed {
		t.Errorf("ending %v", c)
	}
	if err := m.Send(t.Context(), labproto.Frame{Type: labproto.FramePing}); !errors.Is(err, sandbox.ErrEnded) {
		t.Errorf("send after close: %v", err)
	}
	for range m.Frames() {
	}
}

func closeBlocked(t *testing.T, m sandbox.Machine) {
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			if err := m.Send(t.Context(), labproto.Frame{Type: labproto.FramePing, Payload: make([]byte, 64)}); err != nil {
				if !errors.Is(err, sandbox.ErrEnded) {
					t.Errorf("blocked send: %v", err)
				}
				return
			}
		}
	})
	<-m.Frames()
	if err := m.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	wg.Wait()
}
