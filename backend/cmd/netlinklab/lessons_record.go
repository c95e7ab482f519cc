// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"netlinklab/backend/sandbox"
	"netlinklab/lessons"
	"netlinklab/wasm/labproto"
)

func newLessonsRecordCommand() *cobra.Command {
	var machine machineFlags
	var dir string
	c := &cobra.Command{
		Use:   "record [NN-slug]...",
		Short: "Record the transcripts of labs and solutions on a real kernel",
		Long: `Record the transcripts that lessons show until a reader has run the lab, and
those of the exercises' solutions, each on a machine of its own. Without names
all lessons are recorded. Files are replaced only by runs that took every step.`,
		RunE: func(c *cobra.Command, names []string) error {
			folder, err := lessonsFolder(dir)
			if err != nil {
				return err
			}
			all, err := lessons.Recordings(os.DirFS(folder))
			if err != nil {
				return &exitError{exitUsage, err}
			}
			chosen, err := choose(all, names)
			if err != nil {
				return &exitError{exitUsage, err}
			}
			host, err := machine.host(c.Context())
			if err != nil {
				return err
			}
			defer host.Close()
			for _, r := range chosen {
				t, err := sandbox.Transcribe(c.Context(), host, r.Program, func(labproto.Event) {})
				if err != nil {
					return fmt.Errorf("%s: %w", r.Path, err)
				}
				if end := t.Events[len(t.Events)-1]; end.Name != labproto.EndDone {
					return fmt.Errorf("%s: the run ended with %s; the file is left as it was", r.Path, end.Name)
				}
				file := filepath.Join(folder, filepath.FromSlash(r.Path))
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					return err
				}
				if err := os.WriteFile(file, append(t.AppendJSON(nil), '\n'), 0o644); err != nil {
					return err
				}
				fmt.Printf("%s  %d events, kernel %s\n", r.Path, len(t.Events), t.Kernel)
			}
			return nil
		},
	}
	machine.add(c)
	addFolder(c, &dir)
	return c
}

// choose keeps the recordings of the lessons named; no name means all.
func choose(all []lessons.Recording, names []string) ([]lessons.Recording, error) {
	if len(names) == 0 {
		return all, nil
	}
	var out []lessons.Recording
	for _, name := range names {
		before := len(out)
		for _, r := range all {
			if strings.HasPrefix(r.Path, name+"/") {
				out = append(out, r)
			}
		}
		if len(out) == before {
			return nil, errors.New("no lesson " + name + " has anything to record")
		}
	}
	return out, nil
}
