// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"netlinklab/backend/guest"
)

func newImageCommand() *cobra.Command {
	image := &cobra.Command{Use: "image", Short: "The guest image that learners' machines boot"}
	image.AddCommand(newImageBuildCommand())
	return image
}

func newImageBuildCommand() *cobra.Command {
	var o guest.Options
	var asJSON bool
	c := &cobra.Command{
		Use:   "build",
		Short: "Build the guest image, or find that it is current",
		Long: `Build the guest image: a Debian kernel, the test module and the agent.

The first build makes a Debian system with mmdebstrap in the cache folder, which
takes half a minute and 0.7 GB. Later builds make only what has changed.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			var err error
			if o.Cache, err = cacheFolder(o.Cache); err != nil {
				return err
			}
			o.ModuleRoot = moduleRoot()
			show := newStages()
			o.Progress = show.progress
			im, err := guest.Build(c.Context(), o)
			show.end()
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(os.Stdout).Encode(im)
			}
			fmt.Printf("guest image  %s, kernel %s, %.1f MB\n", im.Hash, im.Release, float64(im.InitramfsBytes)/1e6)
			return nil
		},
	}
	c.Flags().StringVar(&o.Cache, "cache", "", "cache folder (default $NETLINKLAB_CACHE, else netlinklab in the user's cache)")
	c.Flags().StringVar(&o.SDK, "sdk", "", "use this Debian system instead of making one")
	c.Flags().StringVar(&o.Agent, "agent", "", "use this agent binary instead of building it")
	c.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return c
}

// cacheFolder gives the folder named by a flag, or the default one.
func cacheFolder(flag string) (string, error) {
	if flag != "" {
		return filepath.Abs(flag)
	}
	return guest.DefaultCache()
}

// moduleRoot is the nearest folder upwards with go.mod, or "" outside a clone.
func moduleRoot() string {
	dir, err := os.Getwd()
	for err == nil {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			break
		}
		dir = up
	}
	return ""
}

// stages shows the progress of a build: a bar on a terminal, a line a stage
// elsewhere.
type stages struct {
	bar   *progressbar.ProgressBar
	stage string
	start time.Time
}

func newStages() *stages { return &stages{} }

func (s *stages) progress(stage string, done, total int64) {
	if stage != s.stage {
		s.end()
		s.stage, s.start = stage, time.Now()
		if term.IsTerminal(int(os.Stderr.Fd())) {
			if total == 0 {
				total = -1
			}
			s.bar = progressbar.NewOptions64(total, progressbar.OptionSetWriter(os.Stderr),
				progressbar.OptionSetDescription("guest "+stage), progressbar.OptionSetElapsedTime(true),
				progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(total > 0))
		}
	}
	if s.bar != nil {
		_ = s.bar.Set64(done)
	}
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
