// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"netlinklab/backend/sandbox/qemu"
	"netlinklab/lessons"
	"netlinklab/wasm/labproto"
)

func newLessonsRecordCommand() *cobra.Command {
	var machine machineFlags
	var dir string
	c := &cobra.Command{
		Use:   "record [NN-slug[/FILE]]...",
		Short: "Record the transcripts of labs and solutions on a real kernel",
		Long: `Record the transcripts that lessons show until a reader has run the lab, and
those of the exercises' solutions, each on a machine of its own. Code is compiled
first; of code that does not compile the compiler's words are recorded. A name is
a lesson, or one of its files, such as 17-hello-kernel/recorded/lab.json; without
names everything is recorded. Files are replaced only by runs that took every
step, or whose kernel died, as it does of some lessons.`,
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
			rec := recorder{host: host, cache: machine.cache}
			for _, r := range chosen {
				content, told, err := rec.record(c.Context(), r)
				if err != nil {
					return fmt.Errorf("%s: %w", r.Path, err)
				}
				file := filepath.Join(folder, filepath.FromSlash(r.Path))
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					return err
				}
				if err := os.WriteFile(file, append(content, '\n'), 0o644); err != nil {
					return err
				}
				fmt.Printf("%s  %s\n", r.Path, told)
			}
			return nil
		},
	}
	machine.add(c)
	addFolder(c, &dir)
	return c
}

// recorder makes the content of recorded files.
type recorder struct {
	host  *qemu.Host
	cache string
	coder *coder // made when the first code is recorded
}

// record gives a file's content, and a few words on it.
func (rec *recorder) record(ctx context.Context, r lessons.Recording) (content []byte, told string, err error) {
	var t labproto.Transcript
	if r.Sources == nil {
		t, err = runExplained(ctx, rec.host, nil, r.Program, func(labproto.Event) {})
	} else {
		if rec.coder == nil {
			if rec.coder, err = newCoder(ctx, rec.host, rec.cache); err != nil {
				return nil, "", err
			}
		}
		if r.Refused {
			return rec.refusal(ctx, r)
		}
		t, err = rec.coder.run(ctx, r.Sources, r.Program)
	}
	if err != nil {
		return nil, "", err
	}
	end := t.Events[len(t.Events)-1]
	if end.Name != labproto.EndDone && end.Name != labproto.EndPanic {
		return nil, "", fmt.Errorf("the run ended with %s; the file is left as it was", end.Name)
	}
	return t.AppendJSON(nil), fmt.Sprintf("%d events, kernel %s, %s", len(t.Events), t.Kernel, end.Name), nil
}

func (rec *recorder) refusal(ctx context.Context, r lessons.Recording) (content []byte, told string, err error) {
	v, err := rec.coder.refusal(ctx, r.Sources)
	if err != nil {
		return nil, "", err
	}
	content, err = v.AppendJSON(nil)
	return content, fmt.Sprintf("%d errors, kernel %s", v.Errors(), v.Kernel), err
}

// choose keeps the recordings of the lessons and files named; no name means all.
func choose(all []lessons.Recording, names []string) ([]lessons.Recording, error) {
	if len(names) == 0 {
		return all, nil
	}
	var out []lessons.Recording
	for _, name := range names {
		before := len(out)
		for _, r := range all {
			if r.Path == name || strings.HasPrefix(r.Path, name+"/") {
				out = append(out, r)
			}
		}
		if len(out) == before {
			return nil, errors.New("no lesson " + name + " has anything to record")
		}
	}
	return out, nil
}
