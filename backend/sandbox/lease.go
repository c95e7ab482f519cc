// SPDX-License-Identifier: Apache-2.0

package sandbox

import "sync"

// Lease is a machine in one learner's hands.
type Lease struct {
	pool    *Pool
	machine Machine
	once    sync.Once
	err     error
}

// Machine is the leased machine.
func (l *Lease) Machine() Machine { return l.machine }

// Release ends the machine and gives its place back. It may be called more than once.
func (l *Lease) Release() error {
	l.once.Do(func() {
		l.err = l.machine.Close()
		l.pool.gone(false)
	})
	return l.err
}
