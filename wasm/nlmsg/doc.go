// SPDX-License-Identifier: Apache-2.0

// Package nlmsg turns netlink messages into a tree that names every byte, and
// back into bytes.
//
//	 0               4       6       8              12             16
//	+---------------+-------+-------+--------------+--------------+--------
//	| nlmsg_len     | _type | _flags| nlmsg_seq    | nlmsg_pid    | payload
//	+---------------+-------+-------+--------------+--------------+--------
//
// Integers are in host byte order (include/uapi/linux/netlink.h); x86, ARM and
// RISC-V Linux are little-endian, and Options can say otherwise. A message
// takes nlmsg_len bytes and is followed by padding to a multiple of 4.
//
//	bytes ── Scan ────> spans, 24 bytes each: where, what, which table row
//	  │                   └── SpanName, SpanUint, SpanData   on demand
//	  └───── Decode ──> spans, and nodes for every field and member
//	                      └── Text, AppendJSON, SetField
//
// Neither refuses anything. The leaves cover the input without gap or overlap,
// and whatever is wrong is a problem with a place, not an error. What names
// mean comes from package nlspec.
package nlmsg
