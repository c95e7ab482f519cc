// SPDX-License-Identifier: Apache-2.0

package nlspec

// The tables' rows. They hold no pointers and need no start-up work: rows refer
// to each other by position, and to names by place in one constant string.

// ref is a name: its offset in names times 256, plus its length.
type ref uint32

//go:noinline
func (r ref) String() string {
	at := int(r >> 8)
	return names[at : at+int(r&0xff)]
}

// nameOf is the name of row i of a table whose names stand one behind the other
// in names: their lengths, and where every eighth begins, take less than half of
// what a ref for each would when they are packed for the browser.
func nameOf(starts []uint32, lengths []uint8, i int) string {
	at := int(starts[i/8])
	for _, n := range lengths[i&^7 : i] {
		at += int(n)
	}
	return names[at : at+int(lengths[i])]
}

// word is a ref into words: what only reference pages and generators ask for
// stands apart, and programs that do not ask are linked without it.
type word uint32

func (w word) String() string {
	at := int(w >> 8)
	return words[at : at+int(w&0xff)]
}

// wordPair is a spec's own name for something and the header that defines it.
type wordPair struct{ name, header word }

type familyRecord struct {
	name, generic ref
	protocol      int16
	version       uint8
	text          bool
	spans         [5]spanRecord
}

// spanRecord is a run of rows that belong to one family.
type spanRecord struct{ first, count uint16 }

// laneRecord says where the messages of a protocol or a generic family stand.
type laneRecord struct {
	protocol     int16
	family       uint16
	first, count uint16
}

type messageRecord struct {
	value               uint16
	family, layout, set uint16
	af                  uint8
	direction           Direction
}

type operationRecord struct {
	name        ref
	family, set uint16
	admin       bool
	parts       [PartCount]partRecord
}

type partRecord struct{ message, first, count uint16 }

type groupRecord struct {
	name   ref
	number uint32
	family uint16
}

// setRecord's attributes stand at first, the one with number lowest first; a
// subset's are listed in subsets instead.
type setRecord struct {
	prefix                               ref
	first, count, lowest, parent, family uint16
	every                                bool
}

// attrRecord is an attribute without its name and its number, which stand in
// tables of their own: columns of alike numbers are packed better for the
// browser.
type attrRecord struct {
	// ref is a set, a layout or a subUse, as the kind says.
	ref uint16
	// aux is an enum; for KindRecords and KindMessage a layout.
	aux   uint16
	kind  Kind
	elem  Kind
	size  uint8
	flags uint8
}

// Bits of attrRecord.flags and memberRecord.flags.
const (
	flagBig      = 1
	flagMulti    = 2
	flagBits     = 4
	flagRequired = 8
	flagSequence = 16
	flagUnused   = 32
)

type subUse struct{ sub, selector uint16 }

type subRecord struct {
	name                 ref
	first, count, family uint16
}

type formatRecord struct {
	value       ref
	number      uint32
	set, layout uint16
}

type enumRecord struct {
	first, count, family uint16
	flags                bool
}

type layoutRecord struct {
	name                       ref
	first, count, size, family uint16
}

type memberRecord struct {
	offset, size, count, enum, layout uint16
	kind                              Kind
	flags                             uint8
}
