// SPDX-License-Identifier: Apache-2.0

package nlmsg

// Message is a message to encode, field by field, right or wrong on purpose.
type Message struct {
	// Len is nlmsg_len; nil computes NLMSG_LENGTH(payload), which is header and
	// payload without padding.
	Len     *uint32
	Type    uint16
	Flags   uint16
	Seq     uint32
	PID     uint32
	Payload []byte
	// Pad adds the padding to a multiple of 4 that a following message needs.
	Pad bool
}

// Append encodes m. The payload follows the header as it is, whatever Len says.
func (m *Message) Append(dst []byte, big bool) []byte {
	start := len(dst)
	length := uint32(headerSize + len(m.Payload))
	if m.Len != nil {
		length = *m.Len
	}
	dst = appendUint(dst, uint64(length), 4, big)
	dst = appendUint(dst, uint64(m.Type), 2, big)
	dst = appendUint(dst, uint64(m.Flags), 2, big)
	dst = appendUint(dst, uint64(m.Seq), 4, big)
	dst = appendUint(dst, uint64(m.PID), 4, big)
	dst = append(dst, m.Payload...)
	for m.Pad && (len(dst)-start)%4 != 0 {
		dst = append(dst, 0)
	}
	return dst
}

// AppendAttr encodes a struct nlattr with its padding. length is nla_len, or
// negative for the right one.
func AppendAttr(dst []byte, t uint16, value []byte, length int, big bool) []byte {
	if length < 0 {
		length = attrSize + len(value)
	}
	dst = appendUint(dst, uint64(length), 2, big)
	dst = appendUint(dst, uint64(t), 2, big)
	dst = append(dst, value...)
	for n := len(value); n%4 != 0; n++ {
		dst = append(dst, 0)
	}
	return dst
}

//go:noinline
func appendUint(dst []byte, v uint64, size int, big bool) []byte {
	for i := range size {
		shift := 8 * i
		if big {
			shift = 8 * (size - 1 - i)
		}
		dst = append(dst, byte(v>>shift))
	}
	return dst
}
