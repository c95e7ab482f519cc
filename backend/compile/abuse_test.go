// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"netlinklab/backend/compile/relocate"
)

// TestAbuse compiles what people send who do not want to learn C.
func TestAbuse(t *testing.T) { inEach(t, abuse) }

func abuse(t *testing.T, c *Compiler) {
	// Landlock does not hide that there is a file: it does not open it.
	noFile := "No such file"
	if c.Confinement().Name == "landlock" {
		noFile = "Permission denied"
	}
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
		"zero device":  {job: program("#include \"/dev/zero\"\n"), says: noFile},
		"proc":         {job: program("#include \"/proc/self/environ\"\n"), says: noFile},
		"host file":    {job: program("#include \"" + secret + "\"\n"), says: noFile},
		"host incbin":  {job: program("__asm__(\".incbin \\\"" + secret + "\\\"\");\nint main(void) { return 0; }\n"), says: "not found"},
		"itself":       {job: program("#include \"user.c\"\n"), says: "nested"},
		"macro bomb":   {job: program(bomb + "int a[] = { M0 };\n"), limit: LimitMemory},
		"large object": {job: program("char a[1L << 33] = { 1 };\nint main(void) { return a[9]; }\n"), limit: LimitFile},
		"much to say":  {job: program(strings.Repeat("int f(void) { return x; }\n", 9000)), says: "undeclared"},
		"escape":       {job: program("#include \"../../../../../etc/shadow\"\n"), says: "Permission denied"},
	} {
		if name == "much to say" && c.Confinement().Name != "bubblewrap" {
			continue // it is we who read no further, and gcc has much to do until then
		}
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

func TestCancelledCompilerIsGone(t *testing.T) { inEach(t, cancelledCompilerIsGone) }

func cancelledCompilerIsGone(t *testing.T, c *Compiler) {
	const mark = "86399.5"
	ctx, cancel := context.WithCancel(t.Context())
	started, stop := context.WithCancel(t.Context())
	defer stop()
	go func() {
		for started.Err() == nil && !runs(t, mark) {
		}
		cancel()
	}()
	if _, err := c.run(ctx, nil, 0, nil, "sleep "+mark+" & sleep "+mark+" & wait"); err == nil {
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

// TestHostileScript runs what gcc could be made to run by who has found a hole in
// it. Nothing of it is left afterwards.
func TestHostileScript(t *testing.T) { inEach(t, hostileScript) }

func hostileScript(t *testing.T, c *Compiler) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	const mark = "86398.5"
	many := "i=0; while [ $i -lt 90 ]; do sleep " + mark + " & i=$((i+1)); done; wait"
	for name, try := range map[string]struct {
		script string
		limit  Limit
		says   string
	}{
		"many processes":      {script: many, limit: LimitProcesses},
		"processes left over": {script: "sleep " + mark + " & sleep " + mark + " & echo done >&2; exit 1", says: "done"},
		"a large file":        {script: "fallocate -l 65M f", limit: LimitFile},
		"many large files":    {script: "for f in a b c d e f; do fallocate -l 60M $f; done; sleep " + mark, limit: LimitFile},
		"files without names": {script: "for f in a b c d e; do fallocate -l 60M $f || exit 1; exec 3< $f; rm $f; sleep " + mark + " & done; wait", limit: LimitFile},
		"limits": {script: "exec >&2; ulimit -v; ulimit -t; ulimit -f; ulimit -n; ulimit -c; ulimit -v unlimited || exit 1",
			says: "1048576\n20\n131072\n256\n0\n"},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := c.run(t.Context(), nil, 0, nil, try.script)
			if err == nil || out.limit != try.limit || !strings.Contains(string(out.printed), try.says) {
				t.Errorf("%v after %v, limit %q: %.500s", err, out.took, out.limit, out.printed)
			}
			if runs(t, mark) {
				t.Error("a process is left")
			}
			if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
				t.Errorf("files are left: %v %v", left, err)
			}
		})
	}
}

// TestServersEndIsTheGroups has the pipe end that ends with the server.
func TestServersEndIsTheGroups(t *testing.T) {
	g, err := newGroup("/bin/sh", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer g.end()
	member := exec.Command("sleep", "86397.5")
	member.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pgid: g.id}
	if err := member.Start(); err != nil {
		t.Fatal(err)
	}
	if err := g.pipe.Close(); err != nil {
		t.Error(err)
	}
	err = member.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Errorf("it ended with %v", err)
	}
}

// TestFoldersThatHideWhatIsInThem has a compiler make folders that its user, who
// may be the server's, cannot look into.
func TestFoldersThatHideWhatIsInThem(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	f, err := newWorkFolder(&task{}, false)
	if err != nil {
		t.Fatal(err)
	}
	hidden := filepath.Join(f.path, "mnt", "a", "b")
	if err := errors.Join(os.MkdirAll(hidden, 0o700), os.WriteFile(filepath.Join(hidden, "file"), []byte("x"), 0o600),
		os.Chmod(hidden, 0o300), os.Chmod(filepath.Dir(hidden), 0o300)); err != nil {
		t.Fatal(err)
	}
	// Root may look everywhere.
	if n := held(f.path, nil); n == 0 || os.Geteuid() != 0 && n != math.MaxInt64 {
		t.Errorf("they hold %d bytes", n)
	}
	if err := f.remove(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(f.path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("something is left: %v", err)
	}
}

// TestUsersReachTheirFolders gives no compiler a user that cannot reach its folder.
func TestUsersReachTheirFolders(t *testing.T) {
	l := landlock{own: true, tree: relocate.Tree{SDK: "/", Dir: "/usr"}}
	public := filepath.Join(t.TempDir(), "public")
	if err := errors.Join(os.Mkdir(public, 0o755), os.Chmod(filepath.Dir(public), 0o755), os.Chmod(filepath.Dir(filepath.Dir(public)), 0o755)); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", public)
	if !l.apart(&task{}) {
		t.Error("everybody may pass, and there is no user")
	}
	if l.apart(&task{golang: &goTool{root: "/usr", dir: filepath.Join(public, "missing")}}) {
		t.Error("a user for a toolchain that is not there")
	}
	if err := os.Chmod(public, 0o700); err != nil {
		t.Fatal(err)
	}
	if l.apart(&task{}) {
		t.Error("a user that cannot reach its work folder")
	}
}

func TestFoldersOfKilledServersAreSwept(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	long := time.Now().Add(-2 * workAge)
	var folders []workFolder
	for range 3 {
		f, err := newWorkFolder(&task{}, false)
		if err != nil {
			t.Fatal(err)
		}
		defer f.lock.Close()
		folders = append(folders, f)
	}
	dead, live, fresh := folders[0], folders[1], folders[2]
	if err := errors.Join(dead.lock.Close(), fresh.lock.Close(), os.Chtimes(dead.path, long, long), os.Chtimes(live.path, long, long), sweepWorkFolders()); err != nil {
		t.Fatal(err)
	}
	for _, f := range []struct {
		workFolder
		there bool
	}{{dead, false}, {live, true}, {fresh, true}} {
		if _, err := os.Stat(f.path); (err == nil) != f.there {
			t.Errorf("%v, want there: %v", err, f.there)
		}
	}
}
