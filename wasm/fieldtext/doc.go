// SPDX-License-Identifier: Apache-2.0

// Package fieldtext makes the bytes again of messages that strace shows as
// fields:
//
//	[{nlmsg_len=40, nlmsg_type=0x12, …}, {ifi_family=0x11, …}, [{nla_len=8, nla_type=0x1d}, 0x1]]
//
// Its text says how long a message and each attribute is, and what their fields
// are called; where these stand, and how wide they are, the decoder says of the
// bytes so far. Nothing is made up: a value that the text leaves out ("...") or
// has only a name for that no table knows is an error. Padding is taken for 0.
//
//	text ── parse ──> fields ── lay out ──> bytes with holes ── decode, fill ──> bytes
package fieldtext
