// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"netlinklab/backend/compile/confine"
	"netlinklab/backend/compile/relocate"
	"netlinklab/backend/niceness"
)

// landlock confines compilers where no namespaces can be had: by Landlock, a
// filter of system calls, limits, and a process group that nobody leaves. The
// SDK stays where it is, and its compiler runs from a tree beside it.
type landlock struct {
	tree relocate.Tree
	abi  int
	// own says that each compiler can have a user of its own: this process is root,
	// and everybody may pass the folders above the SDK and the work folders.
	own bool
	why string // what bubblewrap said
}

// newLandlock makes the tree where there is none. abi is the version to use, 0
// for the kernel's.
func newLandlock(sdk, release string, abi int, why error) (*landlock, error) {
	newest, err := confine.ABI()
	if err != nil {
		return nil, err
	}
	if abi == 0 || abi > newest {
		abi = newest
	}
	sdk, err = filepath.EvalSymlinks(sdk)
	if err != nil {
		return nil, err
	}
	l := &landlock{tree: relocate.Tree{SDK: sdk, Dir: treeOf(sdk, release)}, abi: abi, why: why.Error()}
	if err := errors.Join(sweepWorkFolders(), relocate.Prune(filepath.Dir(l.tree.Dir)), l.tree.Make()); err != nil {
		return nil, err
	}
	l.own = os.Geteuid() == 0 && open(l.tree.Dir) && open(sdk) && open(os.TempDir())
	return l, nil
}

// treeOf is the folder, beside the store that the SDK is in, for what is made of
// it.
func treeOf(sdk, release string) string {
	key := sha256.Sum256([]byte(treeRecipe + " " + sdk + " " + release))
	return filepath.Join(filepath.Dir(filepath.Dir(sdk)), "compiler", hex.EncodeToString(key[:8]))
}

// treeRecipe counts changes in how trees are made.
const treeRecipe = "tree 1"

// open says whether everybody may pass a folder and those above it.
func open(path string) bool {
	for ; ; path = filepath.Dir(path) {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm()&0o001 == 0 {
			return false
		}
		if path == "/" {
			return true
		}
	}
}

func (l *landlock) confinement() Confinement {
	c := Confinement{Name: "landlock", ABI: l.abi, Why: l.why,
		Detail: fmt.Sprintf("Landlock (version %d) with the SDK to read and one folder to write, a filter of system calls without sockets, signals and namespaces", l.abi)}
	weaker := []string{"they share the server's process numbers", "learn whether a path of the host's exists, not what is in it",
		"and write to a disk that is looked at four times a second"}
	switch {
	case l.own:
		c.Detail += ", and users of their own"
	case os.Geteuid() == 0:
		weaker = append([]string{"compilers are root without capabilities, because others cannot reach " + l.tree.SDK}, weaker...)
	default:
		weaker = append([]string{"compilers are the server's user"}, weaker...)
	}
	c.Weaker = strings.Join(weaker, ", ")
	return c
}

// Words in scripts and in kbuild's commands that stand for folders, so that what
// is learned once is good for every work folder.
const (
	sdkWord     = "netlinklab-sdk"
	treeWord    = "netlinklab-tree"
	sourcesWord = "netlinklab-sources=/mnt"
)

func (l *landlock) ways() ways {
	const maps = "-fdebug-prefix-map=" + treeWord + "= -ffile-prefix-map=" + sourcesWord
	return ways{
		gcc: " --sysroot=" + sdkWord + " -fdebug-prefix-map=" + sdkWord + "= " + maps,
		// make's own shell is the host's, and so is the one that pahole would start
		// for BTF, which nobody asks of a learner's module. Kbuild tries gcc's
		// options without -nostdinc, and gcc stops at a header that it may not open.
		make: " SHELL=" + treeWord + "/bin/sh CONFIG_DEBUG_INFO_BTF_MODULES= 'CC=gcc --sysroot=" + sdkWord + "' 'KCFLAGS=" + maps + "'",
	}
}

// placed gives a script with the paths that it has in the jail.
func (l *landlock) placed(t *task, work string) string {
	names := []string{sdkWord, l.tree.SDK, treeWord, l.tree.Dir, sourcesWord, work + "/mnt=/mnt"}
	if g := t.golang; g != nil {
		names = append(names, "/tmp/seed", filepath.Join(g.dir, "cache"), "/tmp/go", g.root)
	}
	names = append(names, "/mnt", work+"/mnt", "/tmp", work+"/tmp", "/lib/modules", l.tree.Dir+"/lib/modules", "/usr/src", l.tree.Dir+"/usr/src")
	return strings.NewReplacer(names...).Replace(t.script)
}

// plain does the reverse with what tools print.
func (l *landlock) plain(work string) *strings.Replacer {
	return strings.NewReplacer(work+"/mnt=/mnt", sourcesWord, l.tree.Dir+"= ", treeWord+"= ",
		"--sysroot="+l.tree.SDK, "--sysroot="+sdkWord,
		work+"/mnt", "/mnt", work+"/tmp", "/tmp", l.tree.Dir, "", l.tree.SDK, "")
}

// apart says whether a task gets a user of its own, who has to reach what it reads
// and writes: a Go toolchain may be where only root is let in.
func (l *landlock) apart(t *task) bool {
	for _, path := range append(l.readable(t), os.TempDir()) {
		if !open(path) {
			return false
		}
	}
	return l.own
}

func (l *landlock) run(ctx context.Context, t *task) (err error) {
	own := l.apart(t)
	folder, err := newWorkFolder(t, own)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, folder.remove()) }()
	work := folder.path
	t.plain = l.plain(work)
	env := []string{"LD_LIBRARY_PATH=" + l.tree.Libraries(), "PATH=" + l.tree.Dir + "/usr/bin", "LC_ALL=C", "HOME=" + work + "/tmp", "TMPDIR=" + work + "/tmp"}
	g, err := newGroup(l.tree.Dir+"/bin/sh", env)
	if err != nil {
		return err
	}
	defer g.end()
	most := t.most()
	if !own {
		most += othersMargin + tasksOf(os.Getuid())
	}
	args := t.limited(l.tree.Dir, most, l.placed(t, work))
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Env, cmd.Dir = env, work+"/mnt"
	cmd.Stdin, cmd.Stdout, cmd.Stderr = t.input, t.output, t.printed
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pgid: g.id}
	cmd.Cancel = g.kill
	cmd.WaitDelay = killGrace
	policy := confine.Policy{Read: l.readable(t), Write: []string{work}, Group: g.id, ABI: l.abi}
	if own {
		policy.User = firstUID + t.seat
	}
	if err := policy.Do(cmd.Start); err != nil {
		return err
	}
	_ = niceness.Group(g.id, compilersNice)
	stop := watch(g.id, work, t)
	defer stop()
	// What the script has left running ends with it, and would keep the pipes
	// open. Its number stays its own until it is waited for.
	for unix.Waitid(unix.P_PID, cmd.Process.Pid, nil, unix.WEXITED|unix.WNOWAIT, nil) == unix.EINTR {
	}
	_ = g.kill() // the script's end is what Wait tells
	return cmd.Wait()
}

// readable are the trees with the tools.
func (l *landlock) readable(t *task) []string {
	trees := []string{filepath.Join(l.tree.SDK, "usr"), l.tree.Dir}
	if t.golang != nil {
		trees = append(trees, t.golang.root, t.golang.dir)
	}
	return trees
}
