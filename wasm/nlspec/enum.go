// SPDX-License-Identifier: Apache-2.0

package nlspec

// Enum names numbers, or the bits of a mask. The zero Enum is none.
type Enum uint16

//go:noinline
func (e Enum) row() *enumRecord { return &enums[e.at()] }

// at is the place in the tables.
func (e Enum) at() int {
	if int(e) >= len(enums) {
		return 0
	}
	return int(e)
}

// Valid says whether there is such an enum.
func (e Enum) Valid() bool { return e > 0 && int(e) < len(enums) }

// Name is the spec's name.
func (e Enum) Name() string { return enumWords[e.at()].name.String() }

// Family is the family that it belongs to.
func (e Enum) Family() Family { return Family(e.row().family) }

// Header is the header file below include/uapi that has its values, "" if none
// does.
func (e Enum) Header() string { return enumWords[e.at()].header.String() }

// Flags says that the values are masks (1, 2, 4 …), to be combined.
func (e Enum) Flags() bool { return e.row().flags }

// Len is how many values have names.
func (e Enum) Len() int { return int(e.row().count) }

// At gives a value and its name, in the order of the values.
func (e Enum) At(i int) (value uint64, name string) {
	r := e.row()
	if i < 0 || i >= int(r.count) {
		return 0, ""
	}
	at := int(r.first) + i
	return uint64(entries[at]), entryName(at)
}

func entryName(at int) string { return nameOf(entryStarts[:], entryLengths[:], at) }

// Find gives the name of a value, or "".
func (e Enum) Find(value uint64) string {
	r := e.row()
	all := entries[r.first : r.first+r.count]
	// Most enums count up by one, so that the place follows from the value.
	if len(all) > 0 && value >= uint64(all[0]) {
		if i := value - uint64(all[0]); i < uint64(len(all)) && uint64(all[i]) == value && (i == 0 || all[i-1] != all[i]) {
			return entryName(int(r.first) + int(i))
		}
	}
	low, high := 0, len(all)
	for low < high {
		if mid := (low + high) / 2; uint64(all[mid]) < value {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low < len(all) && uint64(all[low]) == value {
		return entryName(int(r.first) + low)
	}
	return ""
}

// Value gives the number that a kernel name stands for.
func (e Enum) Value(name string) (value uint64, ok bool) {
	for i := range e.Len() {
		if value, n := e.At(i); n == name {
			return value, true
		}
	}
	return 0, false
}

// Enum finds an enum of a family by its spec's name.
func (f Family) Enum(name string) Enum {
	first, n := f.Enums()
	for e := first; e < first+Enum(n); e++ {
		if e.Name() == name {
			return e
		}
	}
	return 0
}
