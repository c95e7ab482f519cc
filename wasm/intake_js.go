// SPDX-License-Identifier: Apache-2.0

//go:build !lesson

package main

import (
	"errors"
	"strconv"

	"netlinklab/wasm/intake"
	"netlinklab/wasm/labproto"
	"netlinklab/wasm/takeaway"
)

// Errors of a page that is out of step with its codec.
var (
	errForm  = errors.New("no such form to take a message away in")
	errTable = errors.New("the table of messages does not hold together")
)

// collection is what the last readSource found, without the messages.
var collection intake.Collection

// readSource reads n bytes of input, a file or a text, and gives the messages in
// the wire form of package intake.
//
//go:wasmexport readSource
func readSource(n int32) int32 {
	collection = intake.Read(in[:n])
	wire := collection.AppendWire(out[:0])
	// They may share the input's memory, which the next call overwrites.
	collection.Messages = nil
	return done(wire)
}

// sourceNotes gives what the last readSource has to say, as JSON:
// {"form","others","problems":[{"line","column","code","text"}]}.
//
//go:wasmexport sourceNotes
func sourceNotes() int32 {
	b := append(out[:0], `{"form":`...)
	b = labproto.AppendJSONString(b, collection.Form)
	b = strconv.AppendInt(append(b, `,"others":`...), int64(collection.Others), 10)
	b = append(b, `,"problems":[`...)
	for i, p := range collection.Problems {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(append(b, `{"line":`...), int64(p.Line), 10)
		b = strconv.AppendInt(append(b, `,"column":`...), int64(p.Column), 10)
		b = labproto.AppendJSONString(append(b, `,"code":`...), p.Code)
		b = labproto.AppendJSONString(append(b, `,"text":`...), p.Text)
		b = append(b, '}')
	}
	return done(append(b, "]}"...))
}

// summary says of the first message in n bytes of input what a list does, as
// nlmsg.Tree.AppendSummary.
//
//go:wasmexport summary
func summary(n, protocol, big, way int32) int32 {
	tree.Decode(in[:n], options(protocol, big, way))
	return done(tree.AppendSummary(out[:0]))
}

// takeAway writes the n bytes of input in a form of package takeaway.
//
//go:wasmexport takeAway
func takeAway(n, protocol, big, form int32) int32 {
	tree.Decode(in[:n], options(protocol, big, 0))
	switch form {
	case 0:
		return done(takeaway.CProgram(out[:0], &tree, protocol))
	case 1:
		return done(takeaway.GoProgram(out[:0], &tree, protocol))
	case 2:
		return done(takeaway.CArray(out[:0], &tree))
	case 3:
		return done(takeaway.GoLiteral(out[:0], &tree))
	case 4:
		return done(takeaway.Hex(out[:0], in[:n]))
	case 5:
		return done(takeaway.Hexdump(out[:0], in[:n]))
	case 6:
		return done(takeaway.Base64(out[:0], in[:n]))
	}
	return failed("bad-form", errForm)
}

// capture makes a pcap file of the messages in the input: the same wire form
// that readSource gives.
//
//go:wasmexport capture
func capture(n int32) int32 {
	c, ok := intake.ParseWire(in[:n])
	if !ok {
		return failed("bad-table", errTable)
	}
	return done(c.Capture(out[:0]))
}
