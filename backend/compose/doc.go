// SPDX-License-Identifier: Apache-2.0

// Package compose makes bytes of messages that are written down as JSON, exactly
// as they are written, right or wrong.
//
//	{"op":"rt-link/newlink",…}           an operation, by name              operation.go
//	{"nodes":[…]}                        what decode -json prints, edited   tree.go
//	{"steps":[{"op":"send",…},…]}        a step file: what its steps send   steps.go
//	{"type":…,"flags":…,"attributes":…}  a message, field by field          message.go
//	{"messages":[…]}                     several of those in one packet
//
// A source holds one document or many, one behind the other. An error is a
// *labproto.PathError: "nodes[0].children[2].value: …".
package compose

import "netlinklab/wasm/nlmsg"

// Packet is the bytes of a document, or of one of its steps.
type Packet struct {
	nlmsg.Options
	Data []byte
}
