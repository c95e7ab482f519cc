// SPDX-License-Identifier: Apache-2.0

package nlspec

// SubMessage is a choice of formats (IFLA_INFO_DATA's link kinds). The zero
// SubMessage is none.
type SubMessage uint16

func (s SubMessage) row() *subRecord {
	if int(s) >= len(subs) {
		s = 0
	}
	return &subs[s]
}

// Valid says whether there is such a choice.
func (s SubMessage) Valid() bool { return s > 0 && int(s) < len(subs) }

// Name is the spec's name.
func (s SubMessage) Name() string { return s.row().name.String() }

// Family is the family that it belongs to.
func (s SubMessage) Family() Family { return Family(s.row().family) }

// SubMessage finds a choice of a family by its spec's name.
func (f Family) SubMessage(name string) SubMessage {
	for s := SubMessage(1); s.Valid(); s++ {
		if s.Family() == f && s.Name() == name {
			return s
		}
	}
	return 0
}

// Format is one choice of a sub-message.
type Format struct {
	// Value and Number are what the selector says: a string, or a number.
	Value  string
	Number uint32
	// Layout is a struct in front of the attributes, or all there is; 0 for none.
	Layout Layout
	// Set numbers the attributes, 0 if there are none.
	Set Set
}

func (f *formatRecord) format() Format {
	return Format{f.value.String(), f.number, Layout(f.layout), Set(f.set)}
}

// Find gives the format that a string selects; the string may end in zero bytes.
func (s SubMessage) Find(selector []byte) (f Format, ok bool) {
	for len(selector) > 0 && selector[len(selector)-1] == 0 {
		selector = selector[:len(selector)-1]
	}
	r := s.row()
	low, high := int(r.first), int(r.first)+int(r.count)
	for low < high {
		mid := (low + high) / 2
		v := formats[mid].value.String()
		switch {
		case v == string(selector):
			return formats[mid].format(), true
		case v < string(selector):
			low = mid + 1
		default:
			high = mid
		}
	}
	return Format{}, false
}

// FindNumber gives the format that a number selects. A format without a value
// is for all numbers that no other is for.
func (s SubMessage) FindNumber(n uint32) (f Format, ok bool) {
	r := s.row()
	var rest *formatRecord
	for i := range int(r.count) {
		switch f := &formats[int(r.first)+i]; {
		case f.value == 0:
			rest = f
		case f.number == n:
			return f.format(), true
		}
	}
	if rest != nil {
		return rest.format(), true
	}
	return Format{}, false
}

// Len is how many formats there are.
func (s SubMessage) Len() int { return int(s.row().count) }

// At gives a format, in the order of their values.
func (s SubMessage) At(i int) Format {
	r := s.row()
	if i < 0 || i >= int(r.count) {
		return Format{}
	}
	return formats[int(r.first)+i].format()
}
