// SPDX-License-Identifier: Apache-2.0

// Package nlspec holds facts about netlink families: what numbers are called
// and what stands where. Facts only, as static tables that need no start-up
// work and hold no pointers; package nlmsg decides what to make of them.
//
//	Family ─ Operation ─ Part ─> Message ─┬─ Layout ──> Member (fixed header)
//	                                      └─ Set ─> Attribute ─┬─ Nested ──> Set
//	                                                           ├─ Layout
//	                                                           ├─ Enum ────> names
//	                                                           └─ Sub ─────> SubMessage ─> Format
//
// They are made of the kernel's YNL specs (Documentation/netlink/specs) and of
// those in specs, which add the families that have none and the kernel's
// spelling of names.
package nlspec

// The first table is of everything; lessons download the second one.
//
//go:generate go run -tags notables ../../backend/cmd/nlspecgen -out tables.go -build "!lesson && !notables"
//go:generate go run -tags notables ../../backend/cmd/nlspecgen -out tables_lesson.go -small -build "lesson && !notables" -families netlink,nlctrl,rt-addr,rt-link,rt-neigh,rt-route,rt-rule,sock_diag,test,uevent
