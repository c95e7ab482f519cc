// SPDX-License-Identifier: Apache-2.0

package confine

import (
	"fmt"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// Policy is what is left to a program.
type Policy struct {
	// Read are trees and files that can be read and executed.
	Read []string
	// Write are trees in which files can be read, written, made and removed, and
	// not executed.
	Write []string
	// User is the user, and the group, that a program runs as where this process is
	// root; 0 is root without a capability.
	User int
	// Group is the only process group that programs may put themselves into: they
	// can never leave it, so that who ends the group ends them all.
	Group int
	// ABI is the version of Landlock to use, where not the kernel's newest (0).
	ABI int
}

// Do runs f on a thread that is confined before, and so is every process that f
// starts. Other threads that f hands work to are not. It returns f's error, or
// why the thread could not be confined, and f was not run.
//
// The thread ends with f, so f must not start a program that is to end with the
// thread that started it (PR_SET_PDEATHSIG in prctl(2)).
func (p *Policy) Do(f func() error) error {
	abi, err := ABI()
	if err != nil {
		return err
	}
	if p.ABI > 0 {
		abi = min(abi, p.ABI)
	}
	if len(rules) == 0 {
		return fmt.Errorf("there is no filter of system calls for %s", runtime.GOARCH)
	}
	program, err := assemble(append(rules[:len(rules):len(rules)], inGroup(p.Group)))
	if err != nil {
		return err
	}
	// Package os finds out once whether it may use pidfds; on a confined thread
	// it would find out for all others that it may not.
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		_ = self.Release() // nothing was opened but a descriptor
	}
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // for good: the thread is of no use to others
		done <- func() error {
			if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
				return fmt.Errorf("no_new_privs: %w", err)
			}
			if err := p.landlock(abi); err != nil {
				return err
			}
			if err := p.become(); err != nil {
				return err
			}
			if err := install(program); err != nil {
				return err
			}
			return f()
		}()
	}()
	return <-done
}
