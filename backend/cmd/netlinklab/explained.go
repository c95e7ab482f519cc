// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"

	"netlinklab/backend/compile"
	"netlinklab/backend/oops"
	"netlinklab/backend/sandbox"
	"netlinklab/wasm/labproto"
)

// runExplained carries out a program on a fresh machine that is given what was
// compiled, by the names that steps use, and shows each event as it comes. What
// kind of bug the kernel has met is explained, with the lines of those modules,
// in a note before the end of the run.
func runExplained(ctx context.Context, s sandbox.Starter, built map[string]compile.Result, p labproto.Program, show func(labproto.Event)) (labproto.Transcript, error) {
	return runTyped(ctx, s, built, p, nil, show)
}

// runTyped does the same, with what is typed into its program.
func runTyped(ctx context.Context, s sandbox.Starter, built map[string]compile.Result, p labproto.Program, in *labInput, show func(labproto.Event)) (labproto.Transcript, error) {
	m, err := sandbox.Start(ctx, s)
	if err != nil {
		return labproto.Transcript{}, err
	}
	defer in.close()
	defer m.Close()
	var modules [][]byte
	for name, r := range built {
		if err := sandbox.SendFile(ctx, m, name, r.Binary); err != nil {
			return labproto.Transcript{}, err
		}
		modules = append(modules, r.Debug)
	}
	var log oops.Log
	var console string
	var events []labproto.Event
	add := func(e labproto.Event) {
		e.Seq = uint32(len(events) + 1)
		events = append(events, e)
		show(e)
	}
	t, err := sandbox.TranscribeOn(ctx, m, 1, p, func(e labproto.Event) {
		switch e.Kind {
		case labproto.KindLog:
			log.Add(e.Text)
		case labproto.KindPanic:
			console = e.Text
		case labproto.KindEnd:
			if note, ok := oops.Explain(log.Text()+console, modules); ok {
				note.Run, note.Time = e.Run, e.Time
				add(note)
			}
		}
		add(e)
		in.hear(ctx, m, e)
	})
	t.Events = events
	return t, err
}
