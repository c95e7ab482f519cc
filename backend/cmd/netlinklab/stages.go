// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// stages shows the progress of a build: a bar on a terminal; elsewhere, such as
// in a log, a line at the start of each stage and now and then. A stage ends
// with a line and its time.
type stages struct {
	bar   *progressbar.ProgressBar
	total int64 // of the bar
	stage string
	start time.Time
	line  time.Time // when a line was last printed without a terminal
}

// lineEvery is how often a log is told how far a stage is.
const lineEvery = 10 * time.Second

func newStages() *stages { return &stages{} }

func (s *stages) progress(stage string, done, total int64) {
	if stage != s.stage {
		s.end()
		s.begin(stage, total)
	}
	if s.bar == nil {
		if now := time.Now(); now.Sub(s.line) >= lineEvery && total > 0 {
			s.line = now
			fmt.Fprintf(os.Stderr, "guest %-9s %3d %%  %s\n", s.stage, 100*done/total, now.Sub(s.start).Round(time.Second))
		}
		return
	}
	if total > 0 && total != s.total {
		s.total = total
		s.bar.ChangeMax64(total)
	}
	_ = s.bar.Set64(done) // a terminal that cannot be written to is no reason to stop
}

func (s *stages) begin(stage string, total int64) {
	s.stage, s.start = stage, time.Now()
	s.line = s.start
	if !term.IsTerminal(int(os.Stderr.Fd())) {
		fmt.Fprintf(os.Stderr, "guest %-9s ...\n", stage)
		return
	}
	if s.total = total; total == 0 {
		s.total = -1 // a spinner
	}
	s.bar = progressbar.NewOptions64(s.total, progressbar.OptionSetWriter(os.Stderr),
		progressbar.OptionSetDescription("guest "+stage), progressbar.OptionSetElapsedTime(true),
		progressbar.OptionSetWidth(30), progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(total > 0))
}

// end closes the stage that is shown.
func (s *stages) end() {
	if s.bar != nil {
		_ = s.bar.Finish()
		s.bar = nil
	}
	if s.stage != "" {
		fmt.Fprintf(os.Stderr, "guest %-9s %s\n", s.stage, time.Since(s.start).Round(100*time.Millisecond))
	}
	s.stage = ""
}
