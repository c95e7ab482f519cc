// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"netlinklab/backend/compile"
	"netlinklab/backend/guest"
)

func newImageCommand() *cobra.Command {
	image := &cobra.Command{Use: "image", Short: "The guest image that learners' machines boot"}
	image.AddCommand(newImageBuildCommand(), newImageGoCommand())
	return image
}

func newImageGoCommand() *cobra.Command {
	var cache string
	c := &cobra.Command{
		Use:   "go",
		Short: "Prepare the Go toolchain for learners' programs",
		Long: `Prepare the Go toolchain that is found on the path for learners' programs: the
modules that they may import, and the standard library compiled. The modules have
to be in the module cache; nothing is downloaded.

Serve does it on its first start, in the background; this is for an image that is
shipped with it. It takes half a minute and 60 MB.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			cache, err := cacheFolder(cache)
			if err != nil {
				return err
			}
			return compile.PrepareGo(c.Context(), compile.GoOptions{Folder: goFolder(cache)})
		},
	}
	c.Flags().StringVar(&cache, "cache", "", "cache folder (default $NETLINKLAB_CACHE, else netlinklab in the user's cache)")
	return c
}

func newImageBuildCommand() *cobra.Command {
	var o guest.Options
	var asJSON bool
	c := &cobra.Command{
		Use:   "build",
		Short: "Build the guest image, or find that it is current",
		Long: `Build the guest image: a Debian kernel, the test module and the agent.

The first build makes a Debian system with mmdebstrap in the cache folder, which
takes half a minute and 0.6 GB (1.5 GB while it runs). Later builds make only what
has changed.`,
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
	c.Flags().StringVar(&o.Mirror, "mirror", "", "address of the Debian archive to make it from (default: deb.debian.org)")
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
