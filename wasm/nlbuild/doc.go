// SPDX-License-Identifier: Apache-2.0

// Package nlbuild makes netlink messages from documents that name everything as
// the kernel does, and documents from messages.
//
//	{"op": "rt-link/newlink",                     struct nlmsghdr: type of the
//	 "flags": ["NLM_F_REQUEST", "NLM_F_CREATE"],  operation, these flags
//	 "header": {"ifi_index": 2},                  the fixed header, the rest zero
//	 "attrs": {"IFLA_IFNAME": "veth0",            struct nlattr one by one
//	           "IFLA_LINKINFO": {"IFLA_INFO_KIND": "vlan",
//	                             "IFLA_INFO_DATA": {"IFLA_VLAN_ID": 7}}}}
//
// Besides "op", which stands for a request, "part" chooses another message of
// the operation ("do-reply", "dump-request", "dump-reply", "event"); "protocol"
// and "type" with "payload" in hex say what no operation does. "seq", "pid" and,
// for generic families, "id" and "version" are numbers.
//
// Values are numbers, kernel names joined by "|", texts, addresses, hex for
// bytes, objects for structs and nests, lists for arrays and for attributes that
// come many times. "#7" is the attribute with a number that has no name. A list
// of objects with one attribute each keeps any order. An object may say of an
// attribute what its type does not: {"$raw": "0102"} is its bytes, "$type" its
// nla_type whole, "$value" the value beside it.
//
// Document and Build undo each other; what a document leaves out (sequence
// numbers, padding, NLA_F_NESTED on nests) Build fills in as libraries do.
package nlbuild
