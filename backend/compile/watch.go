// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"bytes"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// Where a jail has no namespaces, processes and disk are counted by looking.
const (
	// watchTick is how often.
	watchTick = 250 * time.Millisecond
	// othersMargin is how many processes and threads the server's user may have
	// got since they were counted, before RLIMIT_NPROC keeps a compiler from
	// starting one.
	othersMargin = 512
)

// watch looks at a process group and at its folder until stop is called, and
// tells a task when they exceed a limit.
func watch(group int, work string, t *task) (stop func()) {
	done := make(chan struct{})
	var looking sync.WaitGroup
	looking.Go(func() {
		tick := time.NewTicker(watchTick)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
			}
			pids := members(group)
			tasks := 0
			for _, pid := range pids {
				tasks += tasksIn(pid)
			}
			switch {
			case tasks > t.most():
				t.exceeds(errProcesses)
			case held(work, pids) > 2*diskBytes:
				t.exceeds(errResult)
			}
		}
	})
	return func() {
		close(done)
		looking.Wait()
	}
}

// processFolders are the folders of processes.
func processFolders() []string {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil // it is not mounted; RLIMIT_NPROC stays
	}
	var pids []string
	for _, e := range entries {
		if name := e.Name(); name[0] >= '1' && name[0] <= '9' {
			pids = append(pids, name)
		}
	}
	return pids
}

// members are the processes of a group, but for its keeper.
func members(group int) []string {
	number := []byte(strconv.Itoa(group))
	var pids []string
	for _, pid := range processFolders() {
		stat, err := os.ReadFile("/proc/" + pid + "/stat")
		if err != nil {
			continue // it has ended
		}
		// pid (name) state ppid pgrp …; a name may hold spaces and brackets
		// (proc_pid_stat(5)).
		fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
		if len(fields) > 2 && bytes.Equal(fields[2], number) && pid != string(number) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// tasksIn is how many threads a process has: each is a folder.
func tasksIn(pid string) int {
	info, err := os.Stat("/proc/" + pid + "/task")
	if err != nil {
		return 0
	}
	return int(info.Sys().(*syscall.Stat_t).Nlink) - 2
}

// tasksOf is how many processes and threads a user has.
func tasksOf(uid int) int {
	n := 0
	for _, pid := range processFolders() {
		if info, err := os.Stat("/proc/" + pid); err == nil && int(info.Sys().(*syscall.Stat_t).Uid) == uid {
			n += tasksIn(pid)
		}
	}
	return n
}

// held is how many bytes of disk are in a folder, and in files of no name that
// its processes hold open. A folder that cannot be looked into counts as all of
// the disk: no tool makes one.
func held(folder string, pids []string) int64 {
	var n int64
	err := filepath.WalkDir(folder, func(_ string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrPermission) {
			return err
		}
		if err != nil {
			return nil // it was removed meanwhile
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			n += info.Sys().(*syscall.Stat_t).Blocks * 512
		}
		return nil
	})
	if err != nil {
		return math.MaxInt64
	}
	nameless := map[uint64]int64{}
	for _, pid := range pids {
		open, err := filepath.Glob("/proc/" + pid + "/fd/*")
		if err != nil {
			continue
		}
		for _, path := range open {
			info, err := os.Stat(path)
			if err != nil || !info.Mode().IsRegular() {
				continue
			}
			if st := info.Sys().(*syscall.Stat_t); st.Nlink == 0 {
				nameless[st.Ino] = st.Blocks * 512
			}
		}
	}
	for _, bytes := range nameless {
		n += bytes
	}
	return n
}
