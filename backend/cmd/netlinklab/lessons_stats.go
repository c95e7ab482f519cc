// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"netlinklab/lessons"
)

// lessonStats is the size of one lesson.
type lessonStats struct {
	Lesson string `json:"lesson"`
	// Words of the prose by language; in Chinese each character is one.
	Words  map[string]int `json:"words"`
	Steps  int            `json:"steps"`
	Claims int            `json:"claims"`
	Hints  int            `json:"hints"`
	Rules  int            `json:"rules"`
}

func newLessonsStatsCommand() *cobra.Command {
	var dir string
	var asJSON bool
	c := &cobra.Command{
		Use:   "stats",
		Short: "Count words, steps, claims, hints and rules",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			all, _, err := loadFrom(dir)
			if err != nil {
				return err
			}
			stats := []lessonStats{}
			total := lessonStats{Lesson: "total", Words: map[string]int{}}
			for _, l := range all {
				s := lessonStats{l.String(), l.Words, len(l.Lab.Program.Steps), len(l.Claims), len(l.Exercise.Hints), len(l.Exercise.Rules)}
				stats = append(stats, s)
				total.Steps += s.Steps
				total.Claims += s.Claims
				total.Hints += s.Hints
				total.Rules += s.Rules
				for lang, n := range s.Words {
					total.Words[lang] += n
				}
			}
			stats = append(stats, total)
			if asJSON {
				return json.NewEncoder(os.Stdout).Encode(stats)
			}
			fmt.Printf("%-24s %8s %8s %6s %6s %6s %6s\n", "lesson", "words en", "words zh", "steps", "claims", "hints", "rules")
			for _, s := range stats {
				fmt.Printf("%-24s %8d %8d %6d %6d %6d %6d\n", s.Lesson, s.Words[lessons.Languages[0]], s.Words[lessons.Languages[1]], s.Steps, s.Claims, s.Hints, s.Rules)
			}
			return nil
		},
	}
	addFolder(c, &dir)
	c.Flags().BoolVar(&asJSON, "json", false, "print a JSON list; its last element is the total")
	return c
}
