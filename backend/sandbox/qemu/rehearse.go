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

// Rehearse implements sandbox.Rehearser. Under TCG the first run of a clone
// takes some 60 ms to translate what it meets; the second takes a few.
func (m *machine) Rehearse(ctx context.Context) error {
	r := labproto.Run{ID: 1, Program: rehearsal}
	if err := m.Send(ctx, labproto.Frame{Type: labproto.FrameRun, Payload: r.AppendPayload(nil)}); err != nil {
		return err
	}
	for {
		select {
		case f, ok := <-m.frames:
			if !ok {
				<-m.done
				return fmt.Errorf("the machine ended: %s", m.Ending().Text)
			}
			if f.Type != labproto.FrameEvent {
				return fmt.Errorf("the guest answered with a %s frame", f.Type)
			}
			e, err := labproto.ParseEvent(f.Payload)
			if err != nil {
				return err
			}
			if e.Kind == labproto.KindEnd {
				return nil
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
