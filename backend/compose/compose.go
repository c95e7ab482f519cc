// SPDX-License-Identifier: Apache-2.0

package compose

import (
	"errors"
	"io"
	"strconv"

	"netlinklab/wasm/labproto"
	"netlinklab/wasm/nlmsg"
)

// Options say what the documents do not.
type Options struct {
	// Protocol is that of documents which do not say theirs.
	Protocol int32
	// Op is the operation of a document without one: "rt-link/newlink".
	Op string
	// Generic are the ids of generic families.
	Generic []nlmsg.GenericID
}

// Parse makes the packets of all documents of a source.
func Parse(text []byte, o Options) ([]Packet, error) {
	var all []Packet
	s := newSource(text)
	for n := 1; ; n++ {
		v, raw, err := s.next()
		if errors.Is(err, io.EOF) {
			break
		}
		var packets []Packet
		if err == nil {
			packets, err = o.document(v, raw)
		}
		if err != nil {
			return nil, numbered(err, n)
		}
		all = append(all, packets...)
	}
	if len(all) == 0 {
		return nil, &labproto.PathError{Text: "there is no message here; what decode -json prints is one"}
	}
	return all, nil
}

// numbered says which document an error is in, if it is not the first.
func numbered(err error, n int) error {
	var at *labproto.PathError
	if n == 1 || !errors.As(err, &at) {
		return err
	}
	where := "document " + strconv.Itoa(n)
	if at.Path != "" {
		where += ": " + at.Path
	}
	return &labproto.PathError{Path: where, Text: at.Text}
}

// document tells the forms apart by a key that only one of them has.
func (o *Options) document(v value, raw []byte) ([]Packet, error) {
	if _, list := v.v.([]any); list {
		return o.operation(raw)
	}
	m, err := v.object()
	if err != nil {
		return nil, err
	}
	if _, there := m["op"]; there || o.Op != "" {
		return o.operation(raw)
	}
	for key, read := range map[string]func() ([]Packet, error){
		"nodes":    func() ([]Packet, error) { return o.tree(v) },
		"steps":    func() ([]Packet, error) { return o.steps(raw) },
		"messages": func() ([]Packet, error) { return o.messages(v) },
		"type":     func() ([]Packet, error) { return o.single(v) },
	} {
		if _, there := m[key]; there {
			return read()
		}
	}
	return nil, v.fail("this is none of the forms: an object with op, nodes, steps, messages, or a message's type")
}

// packet reads what every form may say of itself.
func (o *Options) packet(m map[string]value) (p Packet, err error) {
	p.Protocol, p.Generic = o.Protocol, o.Generic
	if v, there := m["protocol"]; there {
		words, err := v.words()
		if err != nil {
			return p, err
		}
		n, unknown := labproto.ParseNames(words)
		if unknown != "" || n < 0 || n > 255 {
			return p, v.fail("%s is no protocol; NETLINK_ROUTE is one, and so are numbers up to 255", words)
		}
		p.Protocol = int32(n)
	}
	if v, there := m["big_endian"]; there {
		p.BigEndian, err = v.truth()
	}
	return p, err
}
