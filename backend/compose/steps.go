// SPDX-License-Identifier: Apache-2.0

package compose

import "netlinklab/wasm/labproto"

// steps gives what the sending steps of a step file send, each on the protocol
// of its actor's socket.
func (o *Options) steps(raw []byte) ([]Packet, error) {
	p, err := labproto.ParseProgramJSON(raw)
	if err != nil {
		return nil, err
	}
	type socket struct{ actor, name string }
	protocols := map[socket]int32{}
	var all []Packet
	for i := range p.Steps {
		s := &p.Steps[i]
		key := socket{s.Actor, s.Socket}
		switch s.Op {
		case labproto.OpOpen:
			protocols[key] = s.Protocol
		case labproto.OpSend:
			out := Packet{Data: s.Data}
			out.Protocol = o.Protocol
			if n, opened := protocols[key]; opened {
				out.Protocol = n
			}
			all = append(all, out)
		}
	}
	if len(all) == 0 {
		return nil, &labproto.PathError{Path: "steps", Text: "none of the steps sends anything"}
	}
	return all, nil
}
