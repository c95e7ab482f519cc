// SPDX-License-Identifier: Apache-2.0

// Package tracer runs a program and tells what it asks of the kernel: the same
// events that an actor's steps yield, so that a learner's C program draws the
// same timeline as a lab.
//
//	tracer --- execve ----------> program ── fork, clone ──> its children
//	tracer <== ptrace: each call's entry and return ==      and threads
//	tracer <-- standard output and error, in order --
//
// Calls on sockets are told with their arguments, bytes and addresses; what a
// program does with files and memory is not. Everything is read from the
// program's memory while it stands still at the call (ptrace(2),
// process_vm_readv(2)), and its sockets are asked for their addresses through a
// duplicate (pidfd_getfd(2)).
package tracer
