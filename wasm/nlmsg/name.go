// SPDX-License-Identifier: Apache-2.0

package nlmsg

import (
	"strconv"

	"netlinklab/wasm/nlspec"
)

// TypeName gives an nlmsg_type's name in a protocol, or its number. A direction
// of 0 is any.
func TypeName(protocol int32, t uint16, d nlspec.Direction) string {
	if m := nlspec.FindMessage(protocol, t, d, 0); m != 0 && (t >= typeMin || typeless(protocol)) {
		return m.Name()
	}
	if t < typeMin {
		if n := nameOf(standardTypes[:], uint32(t)); n != "" {
			return n
		}
	}
	return "0x" + strconv.FormatUint(uint64(t), 16)
}

// messageName is a message's kernel name: NLMSG_ERROR, RTM_NEWLINK, or the
// command of a generic family.
func (t *Tree) messageName(s *Span) string {
	if m := nlspec.Message(s.row); m != 0 {
		return m.Name()
	}
	if s.flags&flagText != 0 {
		return "uevent"
	}
	return t.typeText(s)
}

// typeText is what nlmsg_type reads as.
func (t *Tree) typeText(s *Span) string {
	id := t.u16(int(s.Offset) + 4)
	if t.opts.Protocol != protocolGeneric {
		if m := nlspec.Message(s.row); m != 0 {
			return m.Name()
		}
		if id < typeMin || s.Length > headerSize {
			return TypeName(t.opts.Protocol, id, 0)
		}
		return TypeName(t.opts.Protocol, id, 0)
	}
	if id == nlspec.GENL_ID_CTRL {
		return "GENL_ID_CTRL"
	}
	if id >= typeMin {
		if _, name, ok := t.genericFamily(id); ok {
			return name
		}
	}
	return TypeName(t.opts.Protocol, id, 0)
}

// modifiers gives the names that the flag bits from 0x100 on have in a message
// of a type, by the verb in its name. A type that says nothing has GET's.
func modifiers(typeName string) []named {
	switch {
	case typeName == "NLMSG_ERROR" || typeName == "NLMSG_DONE":
		return ackFlags[:]
	case contains(typeName, "_NEW") || contains(typeName, "_SET") || contains(typeName, "_ADD") || contains(typeName, "_CREATE"):
		return newFlags[:]
	case contains(typeName, "_DEL"):
		return deleteFlags[:]
	}
	return getFlags[:]
}

//go:noinline
func contains(s, part string) bool {
	for i := 0; i+len(part) <= len(s); i++ {
		if s[i:i+len(part)] == part {
			return true
		}
	}
	return false
}

// flagNames gives the names of the bits that are set, joined by "|", and the
// bits that have none.
func flagNames(flags uint32, high []named) (names string, rest uint32) {
	rest = flags
	for _, list := range [...][]named{commonFlags[:], high} {
		for _, f := range list {
			if flags&f.value == f.value {
				if names != "" {
					names += "|"
				}
				names += f.name
				rest &^= f.value
			}
		}
	}
	return names, rest
}

// unnamed gives the bits that flagNames has no name for.
func unnamed(flags uint32, high []named) uint32 {
	for _, f := range commonFlags {
		flags &^= f.value
	}
	for _, f := range high {
		flags &^= f.value
	}
	return flags
}
