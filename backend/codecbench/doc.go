// SPDX-License-Identifier: Apache-2.0

// Package codecbench measures the codec of wasm/nlmsg against mdlayher/netlink
// on one dump of 1000 links.
//
//	link.hex, renamed and renumbered 1000 times ──> dump
//	                                                 ├─ scan    spans; each one's name, place, depth and value
//	round: a slice of the dump, by all in turn ──────┼─ tree    nodes for every field and member
//	                                                 ├─ text    nodes, and the text of each
//	                                                 └─ theirs  unmarshalled, attributes walked and read
//
// The sides take turns, so that whatever else the machine does falls on both,
// and the median of many short rounds counts. The same code runs natively and,
// built for js/wasm, in Node.
package codecbench
