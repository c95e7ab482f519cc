// SPDX-License-Identifier: Apache-2.0

package nlspecgen_test

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// fault is a claim that the compiler does not accept.
type fault struct {
	claim   claim
	missing bool // the header has no such name
	text    string
}

var (
	// diagnostic is gcc's "claims.c:12:1: error: text".
	diagnostic = regexp.MustCompile(`(?m)^claims\.c:(\d+):\d+: (?:fatal )?error: (.*)$`)
	// unknown are gcc's words for names that are not declared.
	unknown = regexp.MustCompile(`undeclared|has no member named|incomplete type|undefined type|No such file or directory`)
)

// compileClaims has the SDK's gcc look at a header's claims, one a line.
func compileClaims(ctx context.Context, sdk, header string, claims []claim) ([]fault, error) {
	var src strings.Builder
	fmt.Fprintf(&src, "#define offsetof __builtin_offsetof\n%s#include <%s>\n#line 1 \"claims.c\"\n", before(header), header)
	for i, c := range claims {
		// In a function each, for gcc tells of an unknown name once a function.
		fmt.Fprintf(&src, "void f%d(void) { _Static_assert(%s, \"wrong\"); }\n", i, c.assertion)
	}
	module, err := filepath.Abs("../module/netlink_test")
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, "bwrap", "--ro-bind", sdk, "/", "--ro-bind", module, "/mnt", "--dev", "/dev", "--tmpfs", "/tmp",
		"--unshare-all", "--die-with-parent", "--clearenv", "--setenv", "PATH", "/usr/bin", "--setenv", "LC_ALL", "C",
		"gcc", "-std=gnu17", "-fsyntax-only", "-fmax-errors=0", "-fno-diagnostics-show-caret", "-fdiagnostics-color=never", "-I/mnt", "-x", "c", "-")
	cmd.Stdin = strings.NewReader(src.String())
	said, err := cmd.CombinedOutput()
	if err == nil {
		return nil, nil
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return nil, err
	}
	if strings.Contains(string(said), header+": No such file or directory") {
		return []fault{{claim: claim{name: "(no such header)"}, missing: true}}, nil
	}
	var faults []fault
	for _, m := range diagnostic.FindAllStringSubmatch(string(said), -1) {
		n, err := strconv.Atoi(m[1])
		if err != nil || n < 1 || n > len(claims) {
			return nil, fmt.Errorf("gcc speaks of line %s: %s", m[1], said)
		}
		if strings.Contains(m[2], "is not an integer") || strings.Contains(m[2], "is not constant") {
			continue // follows from an unknown name on the same line
		}
		faults = append(faults, fault{claims[n-1], unknown.MatchString(m[2]), m[2]})
	}
	if len(faults) == 0 {
		return nil, fmt.Errorf("gcc: %s", said)
	}
	return faults, nil
}

// before includes what a header speaks of and leaves to others to include.
func before(header string) string {
	switch header {
	case "linux/netfilter/nf_tables.h": // its verdicts go on from NF_ACCEPT, its batches are nfnetlink's
		return "#include <linux/netlink.h>\n#include <linux/netfilter.h>\n#include <linux/netfilter/nfnetlink.h>\n"
	case "linux/sock_diag.h": // the older types are TCP's
		return "#include <linux/inet_diag.h>\n"
	}
	return ""
}
