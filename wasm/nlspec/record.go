// SPDX-License-Identifier: Apache-2.0

package nlspec

// The tables' rows. They hold no pointers and need no start-up work: rows refer
// to each other by position, and to names by place in one constant string.

// ref is a name: its offset in names times 256, plus its length.
type ref uint32

func (r ref) String() string {
	at := int(r >> 8)
	return names[at : at+int(r&0xff)]
}

type familyRecord struct {
	name, generic, header ref
	protocol              int16
	version               uint8
	text                  bool
	spans                 [5]spanRecord
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
	name                ref
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
	name, prefix, header                 ref
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
	name, header         ref
	first, count, family uint16
	flags                bool
}

type entryRecord struct {
	name  ref
	value uint32
}

type layoutRecord struct {
	name, header               ref
	first, count, size, family uint16
}

type memberRecord struct {
	name                              ref
	offset, size, count, enum, layout uint16
	kind                              Kind
	flags                             uint8
}
