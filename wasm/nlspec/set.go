// SPDX-License-Identifier: Apache-2.0

package nlspec

// Set is a number space of attributes. The zero Set is none.
type Set uint16

func (s Set) row() *setRecord {
	if int(s) >= len(sets) {
		s = 0
	}
	return &sets[s]
}

// at is the place in the tables.
func (s Set) at() int {
	if int(s) >= len(sets) {
		return 0
	}
	return int(s)
}

// Valid says whether there is such a set.
func (s Set) Valid() bool { return s > 0 && int(s) < len(sets) }

// Name is the spec's name.
func (s Set) Name() string { return setWords[s.at()].name.String() }

// Prefix is what its attributes' names start with ("IFLA_"), or most of them.
func (s Set) Prefix() string { return s.row().prefix.String() }

// Family is the family that it belongs to.
func (s Set) Family() Family { return Family(s.row().family) }

// Header is the header file below include/uapi that numbers its attributes, ""
// if none does.
func (s Set) Header() string { return setWords[s.at()].header.String() }

// Parent is the set that this one is a part of, 0 if it stands alone. Find
// looks there too.
func (s Set) Parent() Set { return Set(s.row().parent) }

// Find gives the attribute with a number, or 0. A list whose elements the kernel
// tells by their order alone has one attribute, whatever the number.
func (s Set) Find(number uint16) Attribute {
	r := s.row()
	if r.every {
		return Attribute(r.first)
	}
	if r.parent == 0 {
		if i := int(number) - int(r.lowest); i >= 0 && i < int(r.count) {
			if at := int(r.first) + i; attrLengths[at] != 0 {
				return Attribute(at)
			}
		}
		return 0
	}
	low, high := int(r.first), int(r.first)+int(r.count)
	end := high
	for low < high {
		if mid := (low + high) / 2; attrNumbers[subsets[mid]] < number {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low < end && attrNumbers[subsets[low]] == number {
		return Attribute(subsets[low])
	}
	// Sets are subsets of whole sets only, so this goes one step up.
	return Set(r.parent).Find(number)
}

// Len is how many places At has: one for each number from the lowest to the
// highest, or for each attribute of a subset.
func (s Set) Len() int { return int(s.row().count) }

// At gives the attribute in a place, in ascending order, or 0 where there is none.
func (s Set) At(i int) Attribute {
	r := s.row()
	if i < 0 || i >= int(r.count) {
		return 0
	}
	at := int(r.first) + i
	if r.parent != 0 {
		at = int(subsets[at])
	}
	if attrLengths[at] == 0 {
		return 0
	}
	return Attribute(at)
}

// ByName finds an attribute by the kernel's name or by what follows the prefix
// in any case ("IFLA_MTU", "mtu").
func (s Set) ByName(name string) Attribute {
	prefix := s.Prefix()
	for i := range s.Len() {
		full := s.At(i).Name()
		if full == name && name != "" {
			return s.At(i)
		}
		if len(full) > len(prefix) && full[:len(prefix)] == prefix && sameWord(full[len(prefix):], name) {
			return s.At(i)
		}
	}
	if p := s.Parent(); p != 0 {
		return p.ByName(name)
	}
	return 0
}

// sameWord compares without regard to case, and takes "-" for "_".
func sameWord(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if fold(a[i]) != fold(b[i]) {
			return false
		}
	}
	return true
}

func fold(c byte) byte {
	switch {
	case c == '-':
		return '_'
	case c >= 'A' && c <= 'Z':
		return c + 'a' - 'A'
	}
	return c
}
