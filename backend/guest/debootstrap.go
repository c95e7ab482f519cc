// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
)

// debootstrap makes a Debian system in dir with mmdebstrap and gives the hashes
// of its files. mmdebstrap writes an archive to a pipe rather than the folder
// itself: as an ordinary user it works as a subordinate user, who may not enter
// that user's cache.
func debootstrap(ctx context.Context, o *Options, dir string) (sums, error) {
	work, err := workFolder(o.Cache)
	if err != nil {
		return nil, err
	}
	if err := spaceForSDK(o.Cache, work); err != nil {
		return nil, errors.Join(err, remove(work))
	}
	progress := newSDKProgress(o)
	cmd := tool(ctx, "mmdebstrap", debootstrapArgs(o.Mirror)...)
	cmd.Env = append(os.Environ(), "TMPDIR="+work, "LC_ALL=C.UTF-8")
	var files sums
	err = onOneThread(func() error {
		files, err = unpackFrom(ctx, cmd, dir, progress)
		return err
	})
	if err != nil && ctx.Err() == nil {
		err = explainDebootstrap(err, work, progress.tail())
	}
	return files, errors.Join(err, remove(work))
}

func debootstrapArgs(mirror string) []string {
	args := []string{"--variant=minbase", "--verbose", "--format=tar", "--architectures=" + architecture,
		"--include=" + strings.Join(sdkPackages, ","), suite, "-"}
	if mirror != "" {
		args = append(args, mirror)
	}
	return args
}

// unpackFrom runs mmdebstrap, reads its log on the side, and unpacks what it
// writes.
func unpackFrom(ctx context.Context, cmd *exec.Cmd, dir string, progress *sdkProgress) (sums, error) {
	log, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	archive, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	release, err := guard(cmd.Process.Pid)
	if err != nil {
		return nil, errors.Join(err, cmd.Cancel(), ignoreExit(cmd.Wait()))
	}
	var reading sync.WaitGroup
	reading.Go(func() { progress.readLog(log) })
	files, unpackErr := unpack(ctx, progress.count(archive), dir)
	if unpackErr != nil {
		_ = cmd.Cancel() // it may have ended by itself, which is as good
	}
	reading.Wait()
	waitErr := cmd.Wait()
	err = release()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case unpackErr != nil && isFull(unpackErr):
		return nil, unpackErr
	case waitErr != nil:
		return nil, fmt.Errorf("mmdebstrap: %w", waitErr)
	case unpackErr != nil:
		return nil, unpackErr
	}
	return files, err
}

// ignoreExit is nil for a program that ended badly because it was told to.
func ignoreExit(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return nil
	}
	return err
}

// workFolder makes the folder in which mmdebstrap builds. It is in the cache,
// so that moving the cache moves it too, unless mmdebstrap's subordinate users
// cannot get there. Its name is the same each time: what a killed build has
// left is found again, and removed here. The caller holds the build lock.
func workFolder(cache string) (string, error) {
	work := filepath.Join(cache, "sdk", newPrefix+"work")
	if os.Geteuid() != 0 && !openToAll(filepath.Dir(work)) {
		name := "netlinklab-" + newKey("work").add("cache", []byte(cache)).String()
		work = filepath.Join(tempFolder(), name)
	}
	if err := remove(work); err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(work), 0o755); err != nil {
		return "", err
	}
	// Not MkdirAll: in a folder for all, somebody else's must not be taken.
	if err := os.Mkdir(work, 0o711); err != nil {
		return "", explainSpace(err, filepath.Dir(work), tempSetting)
	}
	return work, os.Chmod(work, 0o711)
}

// tempFolder prefers /var/tmp: /tmp is memory on many systems.
func tempFolder() string {
	if dir := os.Getenv(tempSetting); dir != "" {
		return dir
	}
	if info, err := os.Stat("/var/tmp"); err == nil && info.Mode()&os.ModeSticky != 0 {
		return "/var/tmp"
	}
	return os.TempDir()
}

// openToAll says whether other users can enter a folder.
func openToAll(dir string) bool {
	for {
		info, err := os.Stat(dir)
		if err != nil || info.Mode().Perm()&0o001 == 0 {
			return false
		}
		up := filepath.Dir(dir)
		if up == dir {
			return true
		}
		dir = up
	}
}

// spaceForSDK fails early if the SDK and its making would not fit.
func spaceForSDK(cache, work string) error {
	if sameDisk(cache, work) {
		return needSpace(cache, sdkBytes+workBytes, cacheSetting)
	}
	return errors.Join(needSpace(cache, sdkBytes, cacheSetting), needSpace(work, workBytes, tempSetting))
}

// explainDebootstrap says what to do about a failed mmdebstrap, as far as its
// last words tell.
func explainDebootstrap(err error, work, tail string) error {
	switch {
	case isFull(err):
		return err
	case strings.Contains(tail, fullText):
		return explainSpace(syscall.ENOSPC, work, tempSetting)
	case strings.Contains(tail, "Temporary failure resolving"), strings.Contains(tail, "Could not resolve"),
		strings.Contains(tail, "Could not connect"), strings.Contains(tail, "Connection failed"),
		strings.Contains(tail, "Failed to fetch"), strings.Contains(tail, "Unable to connect"):
		return fmt.Errorf("Debian's package archive cannot be reached, and the first build needs it (150 MB); "+
			"get online, name a nearer archive with -mirror, or set http_proxy, and run it again\n%s", tail)
	case strings.Contains(tail, "newuidmap") || strings.Contains(tail, "/etc/subuid") || strings.Contains(tail, "unshare"):
		return fmt.Errorf("mmdebstrap may not make a Debian system as this user: it needs user namespaces and subordinate users "+
			"(package uidmap, a line for the user in /etc/subuid and /etc/subgid), or root\n%s", tail)
	}
	return fmt.Errorf("the SDK could not be made: %w\n%s", err, tail)
}
