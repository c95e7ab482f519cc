// SPDX-License-Identifier: Apache-2.0

// Package nlspecgen turns netlink specs into the tables of package nlspec.
//
//	Documentation/netlink/specs/*.yaml ──┐
//	                                     ├ merge ─> Spec ─ resolve ─> model ─ emit ─> tables.go
//	wasm/nlspec/specs/*.yaml ────────────┘
//
// The first folder is a kernel's; the second is ours, of the same shape: whole
// families that the kernel has no spec for, and amendments to its specs where
// they leave out what a decoder needs (the kernel's spelling of a name, a link
// kind, a table that depends on the address family). Names, numbers and types
// are taken over, sentences are not.
package nlspecgen
