// SPDX-License-Identifier: Apache-2.0

package nlspec

// Enum names numbers, or the bits of a mask. The zero Enum is none.
type Enum uint16

//go:noinline
func (e Enum) row() *enumRecord {
	if int(e) >= len(enums) {
		e = 0
	}
	return &enums[e]
}

// Valid says whether there is such an enum.
func (e Enum) Valid() bool { return e > 0 && int(e) < len(enums) }

// Name is the spec's name.
func (e Enum) Name() string { return e.row().name.String() }

// Family is the family that it belongs to.
func (e Enum) Family() Family { return Family(e.row().family) }

// Header is the header file below include/uapi that has its values, "" if none
// does.
func (e Enum) Header() string { return e.row().header.String() }

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
	v := &entries[int(r.first)+i]
	return uint64(v.value), v.name.String()
}

// Find gives the name of a value, or "".
func (e Enum) Find(value uint64) string {
	r := e.row()
	all := entries[r.first : r.first+r.count]
	// Most enums count up by one, so that the place follows from the value.
	if len(all) > 0 && value >= uint64(all[0].value) {
		if i := value - uint64(all[0].value); i < uint64(len(all)) && uint64(all[i].value) == value && (i == 0 || all[i-1].value != all[i].value) {
			return all[i].name.String()
		}
	}
	low, high := 0, len(all)
	for low < high {
		if mid := (low + high) / 2; uint64(all[mid].value) < value {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low < len(all) && uint64(all[low].value) == value {
		return all[low].name.String()
	}
	return ""
}

// Value gives the number that a kernel name stands for.
func (e Enum) Value(name string) (value uint64, ok bool) {
	r := e.row()
	for _, v := range entries[r.first : r.first+r.count] {
		if v.name.String() == name {
			return uint64(v.value), true
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
