// SPDX-License-Identifier: Apache-2.0

package check

// headerSize is sizeof(struct nlmsghdr) in bytes.
const headerSize = 16

// cut takes the first netlink message off b, as NLMSG_OK and NLMSG_NEXT do
// (include/uapi/linux/netlink.h). The guest is little-endian. ok is false if
// what is left holds no whole message.
func cut(b []byte) (message, rest []byte, ok bool) {
	if len(b) < headerSize {
		return nil, nil, false
	}
	n := uint64(integer(b[:4]))
	if n < headerSize || n > uint64(len(b)) {
		return nil, nil, false
	}
	return b[:n], b[min((n+3)&^3, uint64(len(b))):], true
}

// whole counts the messages of a datagram, or is 0 if bytes are left over that
// are no message.
func whole(b []byte) int {
	count := 0
	for len(b) > 0 {
		_, rest, ok := cut(b)
		if !ok {
			return 0
		}
		b = rest
		count++
	}
	return count
}

func integer(b []byte) int64 {
	var v int64
	for i := len(b) - 1; i >= 0; i-- {
		v = v<<8 | int64(b[i])
	}
	return v
}

// meetsMessage asks one message for all conditions on messages.
func (r Rule) meetsMessage(m []byte) bool {
	for i := range r.terms {
		t := &r.terms[i]
		var got int64
		switch t.key {
		case "len":
			got = integer(m[0:4])
		case "type":
			got = integer(m[4:6])
		case "flags":
			got = integer(m[6:8])
		case "seq":
			got = integer(m[8:12])
		case "pid":
			got = integer(m[12:16])
		case "payload":
			if string(m[headerSize:]) != t.text {
				return false
			}
			continue
		default:
			continue // the event has been asked
		}
		if got != t.num {
			return false
		}
	}
	return true
}
