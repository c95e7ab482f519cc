// SPDX-License-Identifier: Apache-2.0

package supervisor

import (
	"slices"

	"golang.org/x/sys/unix"

	"netlinklab/backend/agent/worker"
	"netlinklab/wasm/labproto"
)

// input passes on what a learner types. It never waits: a worker that does not
// read has lost what no longer fits its socket.
func (s *supervisor) input(payload []byte) {
	in, err := labproto.ParseInput(payload)
	if err != nil {
		s.refuse(0, labproto.CodeFrame, "", err.Error())
		return
	}
	if r := s.run; r != nil && r.id == in.Run {
		r.typed(in)
	}
}

// typed gives input to the actor whose step it is for. A step that has been
// handed out and waits for those before it gets what was typed ahead.
func (r *run) typed(in labproto.Input) {
	why := "this step runs no program with a terminal or a standard input"
	if i := int(in.Step); i < len(r.program.Steps) && (r.program.Steps[i].Terminal || r.program.Steps[i].Stdin) {
		a := r.actor(r.program.Steps[i].Actor)
		switch {
		case a.process == nil || r.over[i]:
			why = "the program has ended"
		case slices.Contains(a.steps, i):
			why = "the program has not started"
		default:
			err := unix.Send(a.process.fd, worker.AppendInput(nil, in), unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL)
			if err == nil {
				return
			}
			why = "more was typed than is read"
		}
	}
	if slices.Contains(r.deaf, in.Step) {
		return // it is told once
	}
	r.deaf = append(r.deaf, in.Step)
	e := labproto.Event{Kind: labproto.KindNote, Step: -1, Name: labproto.NoteInputLost, Text: why}
	if i := int(in.Step); i < len(r.program.Steps) {
		e.Step, e.Lane = int32(i), r.program.Steps[i].Actor
	}
	r.tell(e)
}
