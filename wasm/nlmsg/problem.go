// SPDX-License-Identifier: Apache-2.0

package nlmsg

// Text says in English what a code means and what to do.
func (c Code) Text() string {
	switch c {
	case ShortHeader:
		return "fewer than 16 bytes are left, too few for a struct nlmsghdr"
	case LenTooSmall:
		return "nlmsg_len is below 16, the size of the header that it counts in"
	case LenTooBig:
		return "nlmsg_len reaches past the end of the bytes"
	case PadNotZero:
		return "padding should be zero"
	case FixedShort:
		return "the fixed part of this message is cut short"
	case AttrShort:
		return "fewer than 4 bytes are left, too few for a struct nlattr"
	case AttrTooSmall:
		return "nla_len is below 4, the size of the header that it counts in"
	case AttrTooBig:
		return "nla_len reaches past the end of what holds the attribute"
	case AttrDeep:
		return "what is nested this deep is not taken apart"
	case TypeReserved:
		return "types below 0x10 belong to netlink itself, and this one has no meaning"
	case FlagUnknown:
		return "a flag bit that has no name for this kind of message"
	case Trailing:
		return "bytes behind the request that this error echoes"
	case Rejected:
		return "the kernel's extended ACK points here"
	}
	return string(c)
}
