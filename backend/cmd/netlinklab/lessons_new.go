// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"netlinklab/lessons"
)

func newLessonsNewCommand() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use:   "new NN-slug",
		Short: "Make the folder of a new lesson, with what it needs to begin",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &exitError{exitUsage, errors.New("name one lesson, such as 08-flags; see: netlinklab lessons new -h")}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			folder, err := lessonsFolder(dir)
			if err != nil {
				return err
			}
			files, err := lessons.New(folder, args[0])
			if errors.Is(err, fs.ErrExist) {
				return &exitError{exitUsage, fmt.Errorf("%w; its files are left as they are", err)}
			}
			if err != nil {
				return &exitError{exitUsage, err}
			}
			for _, f := range files {
				fmt.Println(f)
			}
			fmt.Printf(`
Next: fill in lesson.json, en.md and zh.md, then
  netlinklab lessons record %[1]s   the lab and the solution on a real kernel
  netlinklab lessons check          what is still missing
`, args[0])
			return nil
		},
	}
	addFolder(c, &dir)
	return c
}
