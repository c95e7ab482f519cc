// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"context"
	"fmt"

	"netlinklab/wasm/labproto"
)

// rehearsal is an echo by the test module, as most first runs are, and a word
// on the socket's way to it.
var rehearsal = labproto.Program{Steps: []labproto.Step{
	{Actor: "a", Op: labproto.OpOpen, Domain: 16, Type: 3, Protocol: 30},
	{Actor: "a", Op: labproto.OpBind},
	{Actor: "a", Op: labproto.OpSend, Call: "sendmsg", Data: []byte{
		21, 0, 0, 0, 16, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 'h', 'e', 'l', 'l', 'o'}},
	{Actor: "a", Op: labproto.OpReceive, Size: 8192},
}}

// soliloquy is a run before the template is taken: a socket that writes to itself
// on the protocol for users' own purposes. What the agent needs for a run, pages
// of its code and of memory, is then in the template, and nothing of the run is:
// not a line in the kernel's log.
var soliloquy = labproto.Program{Steps: []labproto.Step{
	{Actor: "a", Op: labproto.OpOpen, Domain: 16, Type: 3, Protocol: 2}, // NETLINK_USERSOCK
	{Actor: "a", Op: labproto.OpBind, Addr: labproto.Addr{PortID: 1}},
	{Actor: "a", Op: labproto.OpSend, Call: "sendmsg", Addr: labproto.Addr{PortID: 1}, Data: make([]byte, 16)},
	{Actor: "a", Op: labproto.OpReceive, Size: 8192, Flags: 0x40}, // MSG_DONTWAIT
}}

// rehearsals is how often it is taken. Most of what a run needs is translated in
// the first, what comes after its end (the death of the worker) in the second;
// the third still meets some hundred blocks of code, the next ones hardly any.
const rehearsals = 3

// Rehearse implements sandbox.Rehearser. The machine is idle when it returns.
func (m *machine) Rehearse(ctx context.Context) error {
	m.rehearsing.Store(true)
	defer m.rehearsing.Store(false)
	return m.rehearse(ctx, rehearsal, rehearsals)
}

func (m *machine) rehearse(ctx context.Context, p labproto.Program, times uint32) error {
	for id := range times {
		r := labproto.Run{ID: id + 1, Program: p}
		if err := m.Send(ctx, labproto.Frame{Type: labproto.FrameRun, Payload: r.AppendPayload(nil)}); err != nil {
			return err
		}
		if err := m.rehearsed(ctx); err != nil {
			return err
		}
	}
	// The guest answers a ping when it has put away what the last run left.
	if err := m.Send(ctx, labproto.Frame{Type: labproto.FramePing}); err != nil {
		return err
	}
	_, err := m.heard(ctx, labproto.FramePong)
	return err
}

// rehearsed reads a run to its end.
func (m *machine) rehearsed(ctx context.Context) error {
	for {
		f, err := m.heard(ctx, labproto.FrameEvent)
		if err != nil {
			return err
		}
		e, err := labproto.ParseEvent(f.Payload)
		if err != nil {
			return err
		}
		if e.Kind == labproto.KindEnd {
			return nil
		}
	}
}

// heard takes the guest's next frame, which has to be of a type.
func (m *machine) heard(ctx context.Context, t labproto.FrameType) (labproto.Frame, error) {
	select {
	case f, ok := <-m.frames:
		if !ok {
			<-m.done
			return f, fmt.Errorf("the machine ended: %s", m.Ending().Text)
		}
		if f.Type != t {
			return f, fmt.Errorf("the guest answered with a %s frame", f.Type)
		}
		return f, nil
	case <-ctx.Done():
		return labproto.Frame{}, ctx.Err()
	}
}
