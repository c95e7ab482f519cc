// SPDX-License-Identifier: Apache-2.0

package compose

import (
	"errors"

	"netlinklab/wasm/jsondoc"
	"netlinklab/wasm/labproto"
	"netlinklab/wasm/nlbuild"
)

// operation makes the message of an operation, or of several in a list, by the
// names of package nlbuild.
func (o *Options) operation(raw []byte) ([]Packet, error) {
	doc, err := jsondoc.Parse(raw)
	if err != nil {
		return nil, &labproto.PathError{Text: err.Error()}
	}
	if o.Op != "" && doc.Kind == jsondoc.Object && doc.Get("op") == nil {
		doc.Members = append([]jsondoc.Member{{Key: "op", Value: jsondoc.Value{Kind: jsondoc.String, Text: o.Op}}}, doc.Members...)
	}
	r, err := nlbuild.BuildValue(&doc, nlbuild.Options{Generic: o.Generic})
	var at *nlbuild.Error
	switch {
	case errors.As(err, &at):
		return nil, &labproto.PathError{Path: at.Path, Text: at.Text}
	case err != nil:
		return nil, err
	}
	p := Packet{Data: r.Bytes}
	p.Protocol, p.Generic = r.Protocol, o.Generic
	return []Packet{p}, nil
}
