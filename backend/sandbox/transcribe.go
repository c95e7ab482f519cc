// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"netlinklab/wasm/labproto"
)

const (
	// stopPatience is how long a guest that was told to stop a run may take to say
	// how it ended.
	stopPatience = 2 * time.Second
	// endPatience is how long past its time limit a run may go on.
	endPatience = 5 * time.Second
	// hangPatience is how long a kernel that hangs may take to say where.
	hangPatience = 5 * time.Second
)

// Errors of a transcript.
var (
	errOverdue = errors.New("the guest did not end its run in time: its kernel hangs, or its agent does not answer")
	errForged  = errors.New("the guest sent an event that belongs to no run")
)

// Transcribe carries out a program on a fresh machine of s, shows each event as
// it comes, and gives the transcript. A kernel that dies ends the transcript
// with its oops, and so does one that hangs past the time limit. When ctx ends
// the run is stopped, the transcript says so, and the error is ctx's.
func Transcribe(ctx context.Context, s Starter, p labproto.Program, show func(labproto.Event)) (labproto.Transcript, error) {
	m, err := Start(ctx, s)
	if err != nil {
		return labproto.Transcript{}, err
	}
	defer m.Close()
	return TranscribeOn(ctx, m, 1, p, show)
}

// TranscribeOn does the same on a machine that is running and idle. run is the
// run's number.
func TranscribeOn(ctx context.Context, m Machine, run uint32, p labproto.Program, show func(labproto.Event)) (labproto.Transcript, error) {
	t := labproto.Transcript{Kernel: m.Info().Kernel, Accel: m.Info().Accel, Recorded: time.Now().UTC().Format(time.DateOnly), Program: p}
	add := func(e labproto.Event) {
		t.Events = append(t.Events, e)
		show(e)
	}
	r := labproto.Run{ID: run, Program: p}
	if err := m.Send(ctx, labproto.Frame{Type: labproto.FrameRun, Payload: r.AppendPayload(nil)}); err != nil {
		return t, err
	}
	overdue := time.NewTimer(time.Duration(p.LimitMillis())*time.Millisecond + endPatience)
	defer overdue.Stop()
	code := labproto.EndPanic // how the run ends if the kernel dies
	var late <-chan time.Time
	interrupted := ctx.Done()
	for {
		select {
		case <-interrupted:
			interrupted = nil
			timer := time.NewTimer(stopPatience)
			defer timer.Stop()
			late = timer.C
			stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopPatience)
			err := m.Send(stop, labproto.Frame{Type: labproto.FrameStop})
			cancel()
			if err != nil {
				return t, ctx.Err()
			}
		case <-late:
			return t, ctx.Err()
		case <-overdue.C:
			if code == labproto.EndTimeout || !interrupt(ctx, m) {
				return t, errOverdue
			}
			code = labproto.EndTimeout
			overdue.Reset(hangPatience)
		case f, ok := <-m.Frames():
			if !ok {
				return t, lastWords(m, run, len(t.Events), code, add)
			}
			e, err := RunEvent(f)
			if err != nil {
				return t, err
			}
			if e.Run != run || int(e.Seq) != len(t.Events)+1 || e.Seq > labproto.MaxEvents {
				return t, errForged
			}
			if add(e); e.Kind == labproto.KindEnd {
				return t, ctx.Err()
			}
		}
	}
}

// RunEvent reads what a guest says in a run. A refusal is a *labproto.PathError.
func RunEvent(f labproto.Frame) (labproto.Event, error) {
	switch f.Type {
	case labproto.FrameEvent:
		return labproto.ParseEvent(f.Payload)
	case labproto.FrameRefused:
		r, err := labproto.ParseRefused(f.Payload)
		if err != nil {
			return labproto.Event{}, err
		}
		return labproto.Event{}, &labproto.PathError{Path: r.Path, Text: r.Text}
	}
	return labproto.Event{}, fmt.Errorf("the guest sent a %s frame in a run", f.Type)
}

// interrupt makes a kernel that hangs say where; false if it cannot be asked.
func interrupt(ctx context.Context, m Machine) bool {
	i, ok := m.(Interrupter)
	if !ok {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, hangPatience)
	defer cancel()
	return i.Interrupt(ctx) == nil
}

// lastWords turns a machine's end into the transcript's, after told events.
func lastWords(m Machine, run uint32, told int, code string, add func(labproto.Event)) error {
	<-m.Done()
	e := m.Ending()
	if e.Cause != CausePanic {
		return fmt.Errorf("the machine ended (%s): %s", e.Cause, e.Text)
	}
	add(labproto.Event{Run: run, Seq: uint32(told + 1), Kind: labproto.KindPanic, Lane: labproto.LaneKernel, Step: -1, Text: e.Text})
	add(labproto.Event{Run: run, Seq: uint32(told + 2), Kind: labproto.KindEnd, Step: -1, Name: code})
	return nil
}
