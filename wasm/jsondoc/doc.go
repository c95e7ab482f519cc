// SPDX-License-Identifier: Apache-2.0

// Package jsondoc reads JSON (RFC 8259) into a tree that keeps the order of
// members and every number as it is written, without reflection.
//
//	{"mtu": 1500} ── Parse ──> Value{Kind: Object, Members: [{"mtu", {Number, "1500"}}]}
//
// It holds what others build on: what a document means is their business.
package jsondoc
