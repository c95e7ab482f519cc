// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"netlinklab/backend/module"
	"netlinklab/lessons"
)

func newLessonsCommand() *cobra.Command {
	c := &cobra.Command{Use: "lessons", Short: "Tools for the authors of lessons"}
	c.AddCommand(newLessonsCheckCommand(), newLessonsNewCommand(), newLessonsStatsCommand(), newLessonsRecordCommand())
	return c
}

// lessonsFolder is the folder that authors' commands work on: the one given, or
// the lessons of the clone that the program was called in.
func lessonsFolder(flag string) (string, error) {
	if flag != "" {
		return flag, nil
	}
	root := moduleRoot()
	if root == "" {
		return "", &exitError{exitUsage, errors.New("this is no clone of netlinklab: name the folder of lessons with -dir")}
	}
	return filepath.Join(root, "lessons"), nil
}

// addFolder adds the flag that names the folder of lessons.
func addFolder(c *cobra.Command, dir *string) {
	c.Flags().StringVar(dir, "dir", "", "folder of lessons (default: that of the clone you are in)")
}

// loadFrom reads the lessons of a folder, with all mistakes that were found.
func loadFrom(flag string) (all []lessons.Lesson, problems lessons.Problems, err error) {
	dir, err := lessonsFolder(flag)
	if err != nil {
		return nil, nil, err
	}
	all, err = lessons.Load(os.DirFS(dir), module.Sources())
	if errors.As(err, &problems) {
		return all, problems, nil
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, &exitError{exitUsage, fmt.Errorf("there is no folder %s", dir)}
	}
	return all, nil, err
}

func newLessonsCheckCommand() *cobra.Command {
	var dir string
	var asJSON bool
	c := &cobra.Command{
		Use:   "check",
		Short: "Check the content of all lessons",
		Long: `Check the content of all lessons: fields, files, both languages, transcripts,
and exercises, which the lab's own message must not solve and the solution must.

Each mistake is a line "file:line: field: what is wrong". The exit status is 0
if there is none and 1 if there is one.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			all, problems, err := loadFrom(dir)
			if err != nil {
				return err
			}
			if asJSON {
				report := struct {
					Lessons  int              `json:"lessons"`
					Problems lessons.Problems `json:"problems"`
				}{len(all), append(lessons.Problems{}, problems...)}
				if err := json.NewEncoder(os.Stdout).Encode(report); err != nil {
					return err
				}
			} else {
				for _, p := range problems {
					fmt.Println(p)
				}
				fmt.Printf("%d lessons, %d mistakes\n", len(all), len(problems))
			}
			if len(problems) > 0 {
				return &exitError{exitNegative, nil}
			}
			return nil
		},
	}
	addFolder(c, &dir)
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}
