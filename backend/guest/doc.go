// SPDX-License-Identifier: Apache-2.0

// Package guest builds what a learner's virtual machine boots: a Debian kernel
// and an initramfs with the agent as /init.
//
//	Debian packages --mmdebstrap--> sdk/KEY      kernel, headers, compiler
//	backend/module  --kbuild------> module/KEY   netlink_test.ko
//	backend/agent   --go build----> agent/init   static binary
//	                                   |
//	              all three ---------> image/KEY  vmlinuz, initramfs.cpio.zst, manifest.json
//
// A folder KEY is named by a hash of what it is made from, is filled under a
// temporary name and renamed when whole. So a changed agent or module rebuilds
// only what depends on it, an interrupted build leaves nothing half made, and
// the same inputs give the same bytes. The agent is left to the go command,
// which keeps a cache of its own.
package guest
