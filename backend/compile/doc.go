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
// The sources come from anybody, and compilers have had bugs. So they are
// compiled with no network, no file of the host's and limits on everything, in
// one of two jails, each chosen by trying it:
//
//	bubblewrap   namespaces of their own, in which the SDK is the root
//	landlock     where there are none to be had: package confine takes the rights
//	             from the thread that starts the compiler, package relocate has
//	             made the compiler run from the SDK's folder, and we count what
//	             it uses
//
// Sources go in and results come out as tar archives on pipes; what is written
// between is a folder that ends with the compiler, so that nothing is left on any
// disk, whatever happens.
package compile
