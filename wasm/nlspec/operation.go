// SPDX-License-Identifier: Apache-2.0

package nlspec

// Part is one message of an operation.
type Part uint8

// Parts of operations. A notification or an event has only an Event.
const (
	DoRequest Part = iota
	DoReply
	DumpRequest
	DumpReply
	Event
	PartCount
)

// Operation is something that a family can be asked for, or tells on its own.
type Operation uint16

func (o Operation) row() *operationRecord {
	if int(o) >= len(operations) {
		o = 0
	}
	return &operations[o]
}

// Valid says whether there is such an operation.
func (o Operation) Valid() bool { return o > 0 && int(o) < len(operations) }

// Name is the spec's name ("newlink").
func (o Operation) Name() string { return o.row().name.String() }

// Family is the family that it belongs to.
func (o Operation) Family() Family { return Family(o.row().family) }

// Set numbers its attributes.
func (o Operation) Set() Set { return Set(o.row().set) }

// Admin says that the kernel asks for CAP_NET_ADMIN.
func (o Operation) Admin() bool { return o.row().admin }

// Message is the message type of a part, 0 if the operation has no such part.
func (o Operation) Message(p Part) Message {
	if p >= PartCount {
		return 0
	}
	return Message(o.row().parts[p].message)
}

// Attr gives the number of the i-th attribute that a part carries, in
// ascending order; ok is false behind the last one.
func (o Operation) Attr(p Part, i int) (number uint16, ok bool) {
	if p >= PartCount || i < 0 {
		return 0, false
	}
	r := &o.row().parts[p]
	if i >= int(r.count) {
		return 0, false
	}
	return partAttrs[int(r.first)+i], true
}

// Operation finds an operation of a family by its spec's name.
func (f Family) Operation(name string) Operation {
	first, n := f.Operations()
	for o := first; o < first+Operation(n); o++ {
		if o.Name() == name {
			return o
		}
	}
	return 0
}
