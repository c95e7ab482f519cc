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
// Decode refuses nothing. Its leaves cover the input without gap or overlap,
// and whatever is wrong is a problem with a place, not an error.
package nlmsg
