// SPDX-License-Identifier: Apache-2.0

// Package check decides whether a run did what an exercise asks for. A rule is
// one line of text, so that a lesson holds it as data; the server's tests and
// the reader's browser judge by the same code.
//
//	received lane=client from=0 type=0x10 seq=7 payload="hi"
//	`-kind   `-where     `-sender  `-one message of the datagram
//
//	sent lane=client messages=2      one datagram that holds two whole messages
//	received lane=client count=2     at least two such datagrams
//	no log text="nobody listens"     no such line in the kernel log
//	output lane=user text="HELLO"    a program of the reader's wrote this
//	exit lane=user ret=0             and ended well
//	panic text="NULL pointer"        the kernel died of this
//	note name=oops kind=double-free  which is explained as a bug of this kind
//
// A rule looks at events alone and asks the kernel's own words: what it took,
// what it delivered, what it logged. Nothing here depends on time or on the
// order of processes that run side by side.
package check
