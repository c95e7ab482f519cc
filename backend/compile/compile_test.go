// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"bytes"
	"debug/elf"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"netlinklab/backend/guest/guesttest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newCompiler(t *testing.T) *Compiler {
	t.Helper()
	return newCompilerIn(t, "bubblewrap", 0)
}

// newCompilerIn makes one in a jail, with a version of Landlock at most.
func newCompilerIn(t *testing.T, jail string, abi int) *Compiler {
	t.Helper()
	im, _ := guesttest.Image(t)
	c, err := New(t.Context(), Options{Image: im, landlock: abi})
	if err != nil {
		t.Fatal(err)
	}
	if in := c.Confinement(); in.Name != jail {
		t.Fatalf("the jail is %+v, not %s", in, jail)
	}
	return c
}

// newest is more than any version of Landlock.
const newest = 1000

// inEach runs a test in each jail.
func inEach(t *testing.T, f func(*testing.T, *Compiler)) {
	for jail, abi := range map[string]int{"bubblewrap": 0, "landlock": newest} {
		t.Run(jail, func(t *testing.T) { f(t, newCompilerIn(t, jail, abi)) })
	}
}

func program(source string) Job {
	return Job{Kind: Program, Main: "user.c", Files: map[string][]byte{"user.c": []byte(source)}}
}

func kernelModule(source string) Job {
	return Job{Kind: Module, Main: "hello.c", Files: map[string][]byte{"hello.c": []byte(source)}}
}

func (c *Compiler) must(t *testing.T, j Job) Result {
	t.Helper()
	r, err := c.Compile(t.Context(), j, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestProgramRunsWithoutLibraries(t *testing.T) { inEach(t, programRunsWithoutLibraries) }

func programRunsWithoutLibraries(t *testing.T, c *Compiler) {
	j := program("#include <stdio.h>\n#include \"word.h\"\nint main(void) { puts(WORD); return 3; }\n")
	j.Files["word.h"] = []byte("#define WORD \"compiled\"\n")
	r := c.must(t, j)
	if !r.OK() || len(r.Diagnostics) > 0 || r.Rest != "" {
		t.Fatalf("%+v %q", r.Diagnostics, r.Rest)
	}
	path := filepath.Join(t.TempDir(), "user")
	if err := os.WriteFile(path, r.Binary, 0o755); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(path).Output()
	var exit *exec.ExitError
	if string(out) != "compiled\n" || !errors.As(err, &exit) || exit.ExitCode() != 3 {
		t.Errorf("%q, %v", out, err)
	}
	if again := c.must(t, j); !again.Cached || !bytes.Equal(again.Binary, r.Binary) {
		t.Error("not remembered")
	}
	j.Files["word.h"] = []byte("#define WORD \"otherwise\"\n")
	if again := c.must(t, j); again.Cached || bytes.Equal(again.Binary, r.Binary) {
		t.Error("a changed header was not seen")
	}
}

func TestModuleIsForTheGuestsKernel(t *testing.T) {
	c := newCompiler(t)
	j := kernelModule("#include <linux/module.h>\nMODULE_LICENSE(\"GPL\");\n")
	j.Name = "greeter"
	r := c.must(t, j)
	if !r.OK() {
		t.Fatalf("%v %q", r.Diagnostics, r.Rest)
	}
	f, err := elf.NewFile(bytes.NewReader(r.Binary))
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Section(".modinfo").Data()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(info, []byte("vermagic="+c.release+" ")) || !bytes.Contains(info, []byte("name=greeter\x00")) {
		t.Errorf("%q", info)
	}
	if f.Section(".debug_info") != nil {
		t.Error("the binary has debugging sections")
	}
	if d, err := elf.NewFile(bytes.NewReader(r.Debug)); err != nil || d.Section(".debug_line") == nil {
		t.Errorf("no lines to find an oops by: %v", err)
	}
}

func TestDiagnosticsHaveLines(t *testing.T) { inEach(t, diagnosticsHaveLines) }

func diagnosticsHaveLines(t *testing.T, c *Compiler) {
	r := c.must(t, program("#include <stdio.h>\nextern int elsewhere(void);\n\nint main(void)\n{\n\tint unused;\n\tprintf(\"%s\\n\", 1);\n\treturn elsewhere();\n}\n"))
	if r.OK() {
		t.Fatal("it links")
	}
	var got []string
	for _, d := range r.Diagnostics {
		got = append(got, d.String())
	}
	want := []string{
		"user.c:7:11: warning: format '%s' expects argument of type 'char *', but argument 2 has type 'int' [-Wformat=]",
		"user.c:6:6: warning: unused variable 'unused' [-Wunused-variable]",
		"user.c:8:1: error: undefined reference to `elsewhere'",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s\nrest %q", strings.Join(got, "\n"), strings.Join(want, "\n"), r.Rest)
	}
}

func TestOldListingIsExplained(t *testing.T) {
	c := newCompiler(t)
	source := `#include <linux/module.h>
#include <linux/netlink.h>
#include <net/sock.h>
static struct sock *nl;
static void input(struct sock *sk, int len) {}
static int __init start(void)
{
	struct sk_buff *skb = NULL;
	nl = netlink_kernel_create(30, input);
	NETLINK_CB(skb).pid = 0;
	NETLINK_CB(skb).dst_groups = 1;
	skb_recv_datagram(nl, 0, 0, NULL);
	NLMSG_PUT(skb, 0, 0, 0, 0);
	sock_release(nl->socket);
	return 0;
}
module_init(start);
MODULE_LICENSE("GPL");
`
	r := c.must(t, kernelModule(source))
	found := map[Drift]int{}
	for _, d := range r.Diagnostics {
		if d.Drift != "" {
			found[d.Drift] = d.Line
			if d.Drift.Text() == "" {
				t.Errorf("%s has no text", d.Drift)
			}
		}
	}
	for drift, line := range map[Drift]int{DriftKernelCreate: 9, DriftPortid: 10, DriftGroups: 11, DriftRecvDatagram: 12, DriftNlmsgPut: 13, DriftRelease: 14} {
		if found[drift] != line {
			t.Errorf("%s is found at line %d, not %d: %v", drift, found[drift], line, r.Diagnostics)
		}
	}
	r = c.must(t, kernelModule("#include <linux/module.h>\n"))
	if r.OK() || len(r.Diagnostics) == 0 || r.Diagnostics[0].Drift != DriftLicense {
		t.Errorf("%+v %q", r.Diagnostics, r.Rest)
	}
}

func TestSameJobIsCompiledOnce(t *testing.T) {
	c := newCompiler(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	fresh := 0
	for range 20 {
		wg.Go(func() {
			r, err := c.Compile(t.Context(), program("int main(void) { return 20; }\n"), nil)
			mu.Lock()
			defer mu.Unlock()
			if err != nil || !r.OK() {
				t.Errorf("%v %v", err, r.Diagnostics)
			} else if !r.Cached {
				fresh++
			}
		})
	}
	wg.Wait()
	if fresh != 1 {
		t.Errorf("compiled %d times", fresh)
	}
}
