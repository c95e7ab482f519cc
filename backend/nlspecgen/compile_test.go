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
	fmt.Fprintf(&src, "%s#include <%s>\n#undef offsetof\n#define offsetof __builtin_offsetof\n#line 1 \"claims.c\"\n", before(header), strings.TrimPrefix(header, "include/"))
	for i, c := range claims {
		// In a function each, for gcc tells of an unknown name once a function.
		fmt.Fprintf(&src, "void f%d(void) { _Static_assert(%s, \"wrong\"); }\n", i, c.assertion)
	}
	module, err := filepath.Abs("../module/netlink_test")
	if err != nil {
		return nil, err
	}
	args := []string{"--ro-bind", sdk, "/", "--ro-bind", module, "/mnt", "--dev", "/dev", "--tmpfs", "/tmp",
		"--unshare-all", "--die-with-parent", "--clearenv", "--setenv", "PATH", "/usr/bin", "--setenv", "LC_ALL", "C",
		"gcc", "-std=gnu17", "-fsyntax-only", "-fmax-errors=0", "-fno-diagnostics-show-caret", "-fdiagnostics-color=never", "-I/mnt", "-x", "c", "-"}
	if inKernel(header) {
		more, err := kernelFlags(sdk)
		if err != nil {
			return nil, err
		}
		args = append(args, more...)
	}
	cmd := exec.CommandContext(ctx, "bwrap", args...)
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

// inKernel says that a header is the kernel's own and not for user space.
func inKernel(header string) bool { return strings.HasPrefix(header, "include/") }

// kernelFlags are those of a module's build, as far as headers need them.
func kernelFlags(sdk string) ([]string, error) {
	found, err := filepath.Glob(filepath.Join(sdk, "usr/src/linux-headers-*-common"))
	if err != nil || len(found) != 1 {
		return nil, fmt.Errorf("the SDK has no single linux-headers-*-common: %q %v", found, err)
	}
	common := "/usr/src/" + filepath.Base(found[0])
	own := strings.TrimSuffix(common, "common") + "cloud-amd64"
	flags := []string{"-std=gnu11", "-w", "-nostdinc", "-D__KERNEL__", `-DKBUILD_MODNAME="x"`, `-DKBUILD_BASENAME="x"`, "-fms-extensions", "-fno-pie"}
	for _, dir := range []string{"/arch/x86/include", "/arch/x86/include/generated", "/include", "/arch/x86/include/uapi", "/arch/x86/include/generated/uapi", "/include/uapi", "/include/generated/uapi"} {
		flags = append(flags, "-I"+common+dir, "-I"+own+dir)
	}
	for _, first := range []string{"compiler-version.h", "kconfig.h", "compiler_types.h"} {
		flags = append(flags, "-include", common+"/include/linux/"+first)
	}
	return flags, nil
}

// before includes what a header speaks of and leaves to others to include.
func before(header string) string {
	switch header {
	case "linux/netfilter/nf_tables.h": // its verdicts go on from NF_ACCEPT, its batches are nfnetlink's
		return "#include <linux/netlink.h>\n#include <linux/netfilter.h>\n#include <linux/netfilter/nfnetlink.h>\n"
	case "linux/netfilter/nfnetlink_acct.h": // the groups are nfnetlink's
		return "#include <linux/netfilter/nfnetlink.h>\n"
	case "include/scsi/iscsi_if.h":
		return "#include <linux/types.h>\n#include <linux/socket.h>\n"
	case "linux/sock_diag.h": // the older types are TCP's
		return "#include <linux/inet_diag.h>\n"
	}
	return ""
}
