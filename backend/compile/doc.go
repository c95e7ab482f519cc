// SPDX-License-Identifier: Apache-2.0

// Package compile turns learners' C into programs and kernel modules for the
// guest, with the compiler and the headers of the guest's own Debian system, and
// their Go into programs with the host's toolchain, if it has one.
//
//	Job ── check ── cache ── queue ── jail ─┬─> Result: ELF or .ko
//	                                        └─> Result: diagnostics, each with
//	                                            its line, and what changed in
//	                                            the kernel since the old listing
//
// The sources come from anybody. They are compiled by a user of its own in
// namespaces of its own, on a read-only root with no /proc, no network and no
// file of the host's. Sources go in and results come out as tar archives on
// pipes; what is written between is a tmpfs that ends with the compiler, so
// that nothing is left on any disk, whatever happens.
package compile
