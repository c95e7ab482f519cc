// SPDX-License-Identifier: Apache-2.0

// Package takeaway writes a message as something that lives elsewhere: a
// program in C or Go that sends it, a literal for a program of one's own, a dump.
//
//	*nlmsg.Tree --> C program | Go program | C array | Go literal | hex | hexdump -C | base64
//
// The programs need nothing but a compiler (the one in Go: mdlayher/netlink) and
// send exactly the bytes of the tree. In the literals each field stands under its
// name and value.
package takeaway
