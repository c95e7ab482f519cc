// SPDX-License-Identifier: Apache-2.0

//go:build !lesson

package main

import (
	"errors"
	"strings"

	"netlinklab/wasm/labproto"
	"netlinklab/wasm/nlbuild"
	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

// setGeneric says which ids a kernel gave its generic families: n bytes of
// lines "id name".
//
//go:wasmexport setGeneric
func setGeneric(n int32) int32 {
	generic = generic[:0]
	for rest, more := string(in[:n]), true; more; {
		var line string
		line, rest, more = strings.Cut(rest, "\n")
		id, name, _ := strings.Cut(line, " ")
		if v, ok := nlmsg.ParseUint(id, 10, 16); ok && name != "" {
			generic = append(generic, nlmsg.GenericID{ID: uint16(v), Name: name})
		}
	}
	return int32(len(generic))
}

// protocol is that of the messages that build made last.
var protocol int32

// build makes the messages that n bytes of a document describe.
//
//go:wasmexport build
func build(n, big int32) int32 {
	r, err := nlbuild.Build(in[:n], nlbuild.Options{BigEndian: big != 0, Generic: generic})
	if at, ok := err.(*nlbuild.Error); ok {
		return failed("bad-document", &labproto.PathError{Path: at.Path, Text: at.Text})
	}
	protocol = r.Protocol
	return done(append(out[:0], r.Bytes...))
}

// builtProtocol gives the protocol of what build made last.
//
//go:wasmexport builtProtocol
func builtProtocol() int32 { return protocol }

// document describes n bytes of messages, so that build makes them again.
//
//go:wasmexport document
func document(n, protocol, big, way int32) int32 {
	tree.Scan(in[:n], options(protocol, big, way))
	v := nlbuild.Document(&tree)
	return done(v.Append(out[:0]))
}

// errDescribe is a page that is out of step with its codec.
var errDescribe = errors.New("there is nothing to describe with this number")

// describe gives what a form needs to know, as package nlbuild writes it: 0 all
// operations, 1 an operation, 2 a set, 3 a layout, 4 an enum.
//
//go:wasmexport describe
func describe(what, id int32) int32 {
	if id < 0 || id > 1<<16-1 {
		return failed("bad-node", errDescribe)
	}
	switch o, s, l, e := nlspec.Operation(id), nlspec.Set(id), nlspec.Layout(id), nlspec.Enum(id); {
	case what == 0:
		return done(nlbuild.AppendOperations(out[:0]))
	case what == 1 && o.Valid():
		return done(nlbuild.AppendOperation(out[:0], o))
	case what == 2 && s.Valid():
		return done(nlbuild.AppendSet(out[:0], s))
	case what == 3 && l.Valid():
		return done(nlbuild.AppendLayout(out[:0], l))
	case what == 4 && e.Valid():
		return done(nlbuild.AppendEnum(out[:0], e))
	}
	return failed("bad-node", errDescribe)
}
