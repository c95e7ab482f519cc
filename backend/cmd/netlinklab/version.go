// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// buildVersion says what this program was built from.
type buildVersion struct {
	// Version is the module's version, "(devel)" outside version control.
	Version string `json:"version"`
	// Revision is the commit, Time its time (RFC 3339); both are empty if the
	// build did not know them.
	Revision string `json:"revision,omitempty"`
	Time     string `json:"time,omitempty"`
	// Modified is set if the tree held changes that were in no commit.
	Modified bool `json:"modified"`
	// Go is the compiler's version.
	Go string `json:"go"`
}

// readVersion reads what the go command wrote into this program.
func readVersion() buildVersion {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return buildVersion{Version: "unknown"}
	}
	return versionOf(info)
}

func versionOf(info *debug.BuildInfo) buildVersion {
	v := buildVersion{Version: info.Main.Version, Go: info.GoVersion}
	if v.Version == "" {
		v.Version = "(devel)"
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Revision = s.Value
		case "vcs.time":
			v.Time = s.Value
		case "vcs.modified":
			v.Modified = s.Value == "true"
		}
	}
	return v
}

// String is the version on one line.
func (v buildVersion) String() string {
	parts := []string{v.Version}
	if v.Revision != "" && !strings.Contains(v.Version, v.Revision[:min(12, len(v.Revision))]) {
		parts = append(parts, "commit "+v.Revision[:min(12, len(v.Revision))])
	}
	if v.Modified && !strings.Contains(v.Version, "dirty") {
		parts = append(parts, "with changes")
	}
	return strings.Join(append(parts, v.Go), ", ")
}

func newVersionCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "version",
		Short: "Say what this program was built from",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			v := readVersion()
			if asJSON {
				return json.NewEncoder(os.Stdout).Encode(v)
			}
			fmt.Println("netlinklab", v)
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}
