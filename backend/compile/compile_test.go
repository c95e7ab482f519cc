// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"bytes"
	"context"
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
	im, _ := guesttest.Image(t)
	c, err := New(t.Context(), Options{Image: im})
	if err != nil {
		t.Fatal(err)
	}
	return c
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

func TestProgramRunsWithoutLibraries(t *testing.T) {
	c := newCompiler(t)
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

func TestDiagnosticsHaveLines(t *testing.T) {
	c := newCompiler(t)
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

// TestAbuse compiles what people send who do not want to learn C.
func TestAbuse(t *testing.T) {
	c := newCompiler(t)
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("host secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	bomb := "#define A0 x x x x x x x x x x\n"
	for i := range 12 {
		bomb += strings.NewReplacer("N", string(rune('B'+i)), "P", string(rune('A'+i))).Replace("#define N0 P0 P0 P0 P0 P0 P0 P0 P0 P0 P0\n")
	}
	for name, try := range map[string]struct {
		job   Job
		limit Limit
		says  string
	}{
		"zero device":   {job: program("#include \"/dev/zero\"\n"), says: "No such file"},
		"proc":          {job: program("#include \"/proc/self/environ\"\n"), says: "No such file"},
		"host file":     {job: program("#include \"" + secret + "\"\n"), says: "No such file"},
		"host incbin":   {job: program("__asm__(\".incbin \\\"" + secret + "\\\"\");\nint main(void) { return 0; }\n"), says: "not found"},
		"itself":        {job: program("#include \"user.c\"\n"), says: "nested"},
		"macro bomb":    {job: program(bomb + "int a[] = { M0 };\n"), limit: LimitMemory},
		"large object":  {job: program("char a[1L << 33] = { 1 };\nint main(void) { return a[9]; }\n"), limit: LimitFile},
		"much to say":   {job: program(strings.Repeat("int f(void) { return x; }\n", 9000)), says: "undeclared"},
		"module escape": {job: kernelModule("#include <linux/module.h>\n#include \"../../etc/shadow\"\n"), says: "Permission denied"},
	} {
		t.Run(name, func(t *testing.T) {
			r := c.must(t, try.job)
			text := r.Rest
			for _, d := range r.Diagnostics {
				text += d.String() + "\n"
			}
			if r.OK() {
				t.Error("it compiles")
			}
			if r.Limit != try.limit || !strings.Contains(text, try.says) {
				t.Errorf("limit %q after %s: %.500s", r.Limit, r.Took, text)
			}
			if strings.Contains(text, "host secret") {
				t.Error("the host's file is in what it says")
			}
		})
	}
}

func TestCancelledCompilerIsGone(t *testing.T) {
	c := newCompiler(t)
	const mark = "86399.5"
	ctx, cancel := context.WithCancel(t.Context())
	started, stop := context.WithCancel(t.Context())
	defer stop()
	go func() {
		for started.Err() == nil && !runs(t, mark) {
		}
		cancel()
	}()
	if _, err := c.run(ctx, nil, 0, nil, "exec sleep "+mark); err == nil {
		t.Error("it ended well")
	}
	if runs(t, mark) {
		t.Error("it is still there")
	}
}

// runs says whether a process of this machine has a word in its command line.
func runs(t *testing.T, word string) bool {
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Error(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err == nil && bytes.HasPrefix(b, []byte("sleep\x00"+word)) {
			return true
		}
	}
	return false
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
