// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"context"
	"os/exec"
	"runtime/debug"
	"strings"

	// Learners' programs may import it. That this program has it too puts its
	// version beside the others' in the build information.
	_ "github.com/mdlayher/genetlink"
)

// goModules are the modules that learners' programs may import.
var goModules = []string{"github.com/mdlayher/netlink", "github.com/mdlayher/genetlink", "github.com/mdlayher/socket", "golang.org/x/sys", "golang.org/x/net", "golang.org/x/sync"}

// goVersions are the versions of the modules that this program was built with. A
// test has no build information, and runs in a clone.
func goVersions(ctx context.Context, tool string) map[string]string {
	versions := map[string]string{}
	info, ok := debug.ReadBuildInfo()
	if ok && len(info.Deps) > 0 {
		for _, d := range info.Deps {
			versions[d.Path] = d.Version
		}
		return versions
	}
	out, err := exec.CommandContext(ctx, tool, append([]string{"list", "-m"}, goModules...)...).Output()
	if err != nil {
		return versions // of which the preparation says what is missing
	}
	for line := range strings.Lines(string(out)) {
		path, version, _ := strings.Cut(strings.TrimSpace(line), " ")
		versions[path] = version
	}
	return versions
}

// goMod is a learner's go.mod.
func goMod(version string, versions map[string]string) string {
	mod := "module learner\n\ngo " + version + "\n\nrequire (\n"
	for _, path := range goModules {
		if v := versions[path]; v != "" {
			mod += "\t" + path + " " + v + "\n"
		}
	}
	return mod + ")\n"
}
