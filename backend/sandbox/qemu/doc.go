// SPDX-License-Identifier: Apache-2.0

// Package qemu runs guests as QEMU virtual machines that are clones of one
// booted template.
//
//	image --cold boot--> template: RAM in a memfd + device state in a file
//	                        |  sealed: nobody can write to it any more
//	                        v
//	         clone: RAM mapped copy-on-write, hot pages copied, state loaded
//	           fd 3  QMP       full power over the machine: ours alone
//	           fd 4  agent     labproto frames
//	           fd 5  console   what a dying kernel says
//	           fd 6  template RAM    fd 7  template state
//
// No path, no network, no disk: a clone gets descriptors and nothing else. It
// runs as a user of its own in namespaces of its own under seccomp, as far as
// the host allows (Host.Isolation says how far). Under TCG, QEMU promises no
// isolation by itself, so that jail is the boundary.
package qemu
