// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"strconv"
	"unsafe"

	"netlinklab/wasm/labproto"
	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

// The two buffers and the tree are reused by every call: the page has one
// thread, and no call starts before the last one has returned. generic are the
// ids that the page's kernel gave its families.
var (
	in      = make([]byte, 64<<10)
	out     = make([]byte, 0, 64<<10)
	tree    nlmsg.Tree
	generic []nlmsg.GenericID
)

func options(protocol, big, way int32) nlmsg.Options {
	return nlmsg.Options{Protocol: protocol, BigEndian: big != 0, Direction: nlspec.Direction(way), Generic: generic}
}

// input makes room for n bytes and gives their address.
//
//go:wasmexport input
func input(n int32) unsafe.Pointer {
	if int(n) > len(in) {
		in = make([]byte, n)
	}
	return unsafe.Pointer(unsafe.SliceData(in))
}

// output gives the address of the last result.
//
//go:wasmexport output
func output() unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(out)) }

// nothing does nothing: it is what a call itself costs.
//
//go:wasmexport nothing
func nothing() int32 { return 0 }

func done(b []byte) int32 {
	out = b
	return int32(len(b))
}

// failed reports an error; a *labproto.PathError names its place.
func failed(code string, err error) int32 {
	r := labproto.Refused{Code: code, Text: err.Error()}
	// errors.As would bring reflection along; nothing here is wrapped.
	if at, ok := err.(*labproto.PathError); ok {
		r.Path, r.Text = at.Path, at.Text
	}
	out = r.AppendJSON(out[:0])
	return -int32(len(out))
}

// decode takes n bytes of input apart, as JSON. way is 1 for what a program
// sent, 2 for what it received, 0 if that is not known.
//
//go:wasmexport decode
func decode(n, protocol, big, way int32) int32 {
	tree.Decode(in[:n], options(protocol, big, way))
	return done(tree.AppendJSON(out[:0]))
}

// setField replaces a node's value: the first n bytes of input are the message,
// the next m the text. The result is the new message.
//
//go:wasmexport setField
func setField(n, m, protocol, big, node, way int32) int32 {
	tree.Decode(in[:n], options(protocol, big, way))
	if int(node) >= len(tree.Nodes) || node < 0 {
		return failed("bad-node", nlmsg.ErrNotLeaf)
	}
	b, err := tree.SetField(int(node), string(in[n:n+m]))
	if err != nil {
		return failed(fieldCode(err), err)
	}
	return done(b)
}

func fieldCode(err error) string {
	switch err {
	case nlmsg.ErrNumber:
		return "bad-number"
	case nlmsg.ErrRange:
		return "out-of-range"
	case nlmsg.ErrHex:
		return "bad-hex"
	}
	return "not-a-field"
}

// readFrame gives the JSON of a frame from the hub.
//
//go:wasmexport readFrame
func readFrame(n int32) int32 {
	f, err := labproto.ParseFrame(in[:n])
	if err != nil {
		return failed(labproto.CodeFrame, err)
	}
	b, err := labproto.AppendFrameJSON(out[:0], f)
	if err != nil {
		return failed(labproto.CodeFrame, err)
	}
	return done(b)
}

func frame(t labproto.FrameType, payload []byte) int32 {
	return done(labproto.AppendFrame(out[:0], labproto.Frame{Type: t, Payload: payload}))
}

// helloFrame makes a Hello: the token is the first n bytes of input, the
// session the next m.
//
//go:wasmexport helloFrame
func helloFrame(n, m int32, last uint32) int32 {
	h := labproto.Hello{Token: string(in[:n]), Session: string(in[n : n+m]), LastSeq: last}
	return frame(labproto.FrameHello, h.AppendPayload(nil))
}

// runFrame makes a Run of the program whose JSON is the input.
//
//go:wasmexport runFrame
func runFrame(n int32, id uint32) int32 {
	p, err := labproto.ParseProgramJSON(in[:n])
	if err != nil {
		return failed(labproto.CodeProgram, err)
	}
	r := labproto.Run{ID: id, Program: p}
	return frame(labproto.FrameRun, r.AppendPayload(nil))
}

// inputFrame makes an Input: the first n bytes of input are what is typed into
// the program of a run's step; eof is 1 where nothing more follows.
//
//go:wasmexport inputFrame
func inputFrame(n int32, run, step uint32, eof int32) int32 {
	p := labproto.Input{Run: run, Step: step, Data: in[:n], EOF: eof != 0}
	if n > labproto.MaxInput {
		return failed(labproto.CodeFrame, labproto.ErrCount)
	}
	return frame(labproto.FrameInput, p.AppendPayload(nil))
}

// bareFrame makes a frame without a payload: stop or reset.
//
//go:wasmexport bareFrame
func bareFrame(t int32) int32 {
	kind := labproto.FrameType(t)
	if kind.String() == "" {
		return failed(labproto.CodeFrame, errors.New("no frame has type "+strconv.Itoa(int(t))))
	}
	return frame(kind, nil)
}
