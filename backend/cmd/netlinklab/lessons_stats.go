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
	Words map[string]int `json:"words"`
	// Minutes is how long a reader needs, by the author's word.
	Minutes int `json:"minutes"`
	Steps   int `json:"steps"`
	// Trials are runs beside the lab and the solution, Offered those of them
	// that the prose puts into the lab.
	Trials  int `json:"trials"`
	Offered int `json:"offered"`
	Claims  int `json:"claims"`
	// Read are claims that no run shows, only a source.
	Read  int `json:"read"`
	Hints int `json:"hints"`
	Rules int `json:"rules"`
	// Stages are states of code, Variations the programs that exercises on code
	// are tried with.
	Stages     int `json:"stages"`
	Variations int `json:"variations"`
	// Kernel is the release that the lab was recorded on.
	Kernel string `json:"kernel,omitempty"`
}

func (s *lessonStats) add(o lessonStats) {
	s.Minutes += o.Minutes
	s.Steps += o.Steps
	s.Trials += o.Trials
	s.Offered += o.Offered
	s.Claims += o.Claims
	s.Read += o.Read
	s.Hints += o.Hints
	s.Rules += o.Rules
	s.Stages += o.Stages
	s.Variations += o.Variations
	for lang, n := range o.Words {
		s.Words[lang] += n
	}
}

func statsOf(l *lessons.Lesson) lessonStats {
	s := lessonStats{
		Lesson: l.String(), Words: l.Words, Minutes: l.Minutes, Steps: len(l.Lab.Program.Steps), Trials: len(l.Trials),
		Claims: len(l.Claims), Hints: len(l.Exercise.Hints), Rules: len(l.Exercise.Rules), Kernel: l.Lab.Recorded.Kernel,
	}
	for _, t := range l.Trials {
		if t.Message != nil {
			s.Offered++
		}
	}
	for _, c := range l.Code {
		s.Stages += len(c.Stages)
		if c.Exercise != nil {
			s.Variations += len(c.Exercise.Variations)
		}
	}
	for _, c := range l.Claims {
		if c.Proof == lessons.ProofSource {
			s.Read++
		}
	}
	return s
}

func newLessonsStatsCommand() *cobra.Command {
	var dir string
	var asJSON bool
	c := &cobra.Command{
		Use:   "stats",
		Short: "Count what the lessons have: words, minutes, steps, trials, claims, hints, rules, stages of code",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			all, _, err := loadFrom(dir)
			if err != nil {
				return err
			}
			stats := []lessonStats{}
			total := lessonStats{Lesson: "total", Words: map[string]int{}}
			for i := range all {
				s := statsOf(&all[i])
				stats = append(stats, s)
				total.add(s)
			}
			stats = append(stats, total)
			if asJSON {
				return json.NewEncoder(os.Stdout).Encode(stats)
			}
			fmt.Printf("%-24s %8s %8s %4s %6s %7s %8s %7s %5s %6s %6s %7s %6s  %s\n",
				"lesson", "words en", "words zh", "min", "steps", "trials", "offered", "claims", "read", "hints", "rules", "stages", "varied", "kernel")
			for _, s := range stats {
				fmt.Printf("%-24s %8d %8d %4d %6d %7d %8d %7d %5d %6d %6d %7d %6d  %s\n", s.Lesson, s.Words[lessons.Languages[0]], s.Words[lessons.Languages[1]],
					s.Minutes, s.Steps, s.Trials, s.Offered, s.Claims, s.Read, s.Hints, s.Rules, s.Stages, s.Variations, s.Kernel)
			}
			return nil
		},
	}
	addFolder(c, &dir)
	c.Flags().BoolVar(&asJSON, "json", false, "print a JSON list; its last element is the total")
	return c
}
