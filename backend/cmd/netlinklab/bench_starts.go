// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/qemu"
	"netlinklab/wasm/labproto"
)

// benchProgress is told how many of a kind of measurement are done.
type benchProgress func(what string, done, total int)

// benchProgram sends a message to the test module, which echoes it.
const benchProgram = `{"timeout_ms":60000,"steps":[
 {"actor":"client","op":"open","protocol":30},
 {"actor":"client","op":"bind"},
 {"actor":"client","op":"send","call":"sendmsg","data":"15000000 1000 0000 01000000 00000000 68656c6c6f"},
 {"actor":"client","op":"receive","size":8192}]}`

// benchText is what the echo has in it.
var benchText = []byte("hello")

// benchRun is the program as a frame.
func benchRun() (labproto.Frame, error) {
	p, err := labproto.ParseProgramJSON([]byte(benchProgram))
	if err != nil {
		return labproto.Frame{}, err
	}
	r := labproto.Run{ID: 1, Program: p}
	return labproto.Frame{Type: labproto.FrameRun, Payload: r.AppendPayload(nil)}, nil
}

// isReply says whether an event carries the module's echo. A run that ends
// without one is an error.
func isReply(e labproto.Event) (bool, error) {
	switch {
	case e.Kind == labproto.KindReceived && bytes.Contains(e.Data, benchText):
		return true, nil
	case e.Kind == labproto.KindEnd:
		return false, fmt.Errorf("the run ended (%s) without a reply", e.Name)
	}
	return false, nil
}

// starts are the times that machines took to their first reply.
type starts struct{ cold, clones, unprepared []time.Duration }

// benchStarts measures n cold boots and n clones of each kind, in turns.
func benchStarts(ctx context.Context, host *qemu.Host, n int, progress benchProgress) (s starts, err error) {
	for i := range n {
		progress("cold boots and clones", i, n)
		for _, kind := range []struct {
			name  string
			start func(context.Context) (sandbox.Machine, error)
			took  *[]time.Duration
		}{
			{"cold boot", host.ColdStart, &s.cold}, {"clone", host.Start, &s.clones}, {"unprepared clone", host.FreshStart, &s.unprepared},
		} {
			// Emulators that are being started would take the processor from any of them.
			if err := standby(ctx, host); err != nil {
				return s, err
			}
			took, err := benchStart(ctx, kind.start)
			if err != nil {
				return s, fmt.Errorf("%s: %w", kind.name, err)
			}
			*kind.took = append(*kind.took, took)
		}
	}
	progress("cold boots and clones", n, n)
	return s, nil
}

// standby waits until all emulators wait that the host keeps.
func standby(ctx context.Context, host *qemu.Host) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		st := host.Standby()
		switch {
		case st.Ready == st.Wanted:
			return nil
		case st.Err != nil:
			return st.Err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// benchStart is the time from a machine's start to its first reply.
func benchStart(ctx context.Context, start func(context.Context) (sandbox.Machine, error)) (took time.Duration, err error) {
	run, err := benchRun()
	if err != nil {
		return 0, err
	}
	began := time.Now()
	m, err := start(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, m.Close()) }()
	if err := m.Send(ctx, run); err != nil {
		return 0, err
	}
	for f := range m.Frames() {
		e, err := sandbox.RunEvent(f)
		if err != nil {
			return 0, err
		}
		if reply, err := isReply(e); reply || err != nil {
			return time.Since(began), err
		}
	}
	return 0, fmt.Errorf("the machine ended: %s", m.Ending().Text)
}

// idleMachines is how many machines are kept to see what one costs.
const idleMachines = 4

// idle is what waiting costs.
type idle struct {
	machineMiB, standbyMiB float64 // private memory of a machine, of an emulator that waits for one
	cpuPercent             float64 // of a machine
}

// benchIdle measures machines that have taken a run and wait for the next, and
// beside them an emulator that waits.
func benchIdle(ctx context.Context, host *qemu.Host, progress benchProgress) (r idle, err error) {
	var machines []sandbox.Machine
	defer func() {
		for _, m := range machines {
			err = errors.Join(err, m.Close())
		}
	}()
	for range idleMachines {
		m, err := host.Start(ctx)
		if err != nil {
			return r, err
		}
		machines = append(machines, m)
		if rehearser, ok := m.(sandbox.Rehearser); ok {
			if err := rehearser.Rehearse(ctx); err != nil {
				return r, err
			}
		}
	}
	if err := standby(ctx, host); err != nil {
		return r, err
	}
	seconds := int(idleSpan / time.Second)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var before, after []qemu.Usage
	began := time.Now()
	for s := range seconds + 1 {
		progress("idle machines, seconds", s, seconds)
		if s == 1 { // the first second is for what a run leaves to be done
			if before, err = usages(machines); err != nil {
				return r, err
			}
			began = time.Now()
		}
		if s == seconds {
			break
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return r, ctx.Err()
		}
	}
	if after, err = usages(machines); err != nil {
		return r, err
	}
	waiting, err := host.StandbyUsage()
	if err != nil {
		return r, err
	}
	span := time.Since(began)
	var cpu time.Duration
	var private []int64
	for i := range after {
		cpu += after[i].CPU - before[i].CPU
		private = append(private, after[i].PrivateBytes)
	}
	r.machineMiB, r.standbyMiB = inMiB(percentile(private, 50)), inMiB(waiting.PrivateBytes)
	r.cpuPercent = round(100*cpu.Seconds()/span.Seconds()/float64(len(machines)), 3)
	return r, nil
}

func inMiB(bytes int64) float64 { return round(float64(bytes)/(1<<20), 2) }

func usages(machines []sandbox.Machine) ([]qemu.Usage, error) {
	var all []qemu.Usage
	for _, m := range machines {
		u, err := qemu.UsageOf(m)
		if err != nil {
			return nil, err
		}
		all = append(all, u)
	}
	return slices.Clip(all), nil
}
