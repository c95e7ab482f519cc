// SPDX-License-Identifier: Apache-2.0

package nlspec

// Direction is the way that a message goes.
type Direction uint8

// Directions. FromUser is a request, FromKernel a reply or a notification;
// Either is a type that means the same both ways.
const (
	FromUser   Direction = 1
	FromKernel Direction = 2
	Either     Direction = FromUser | FromKernel
)

// Message is a message type: an nlmsg_type of a classic protocol, or a
// genlmsghdr's cmd of a generic family. The zero Message is none.
type Message uint16

//go:noinline
func (m Message) row() *messageRecord {
	if int(m) >= len(messages) {
		m = 0
	}
	return &messages[m]
}

// at is the place in the tables.
func (m Message) at() int {
	if int(m) >= len(messages) {
		return 0
	}
	return int(m)
}

// Valid says whether there is such a message.
func (m Message) Valid() bool { return m > 0 && int(m) < len(messages) }

// Name is the kernel's name for it (RTM_NEWLINK).
//
//go:noinline
func (m Message) Name() string { return nameOf(messageStarts[:], messageLengths[:], m.at()) }

// Value is nlmsg_type, or genlmsghdr's cmd. NETLINK_NETFILTER's types have the
// subsystem in their high byte.
func (m Message) Value() uint16 { return m.row().value }

// Direction says which way it goes.
func (m Message) Direction() Direction { return m.row().direction }

// AddressFamily is the first byte of the payload that the message is for, where
// that decides what follows (sock_diag); 0 is any.
func (m Message) AddressFamily() uint8 { return m.row().af }

// Family is the family that it belongs to.
func (m Message) Family() Family { return Family(m.row().family) }

// Layout is the fixed header behind nlmsghdr (or genlmsghdr), 0 for none.
func (m Message) Layout() Layout { return Layout(m.row().layout) }

// Set numbers its attributes, 0 if it has none.
func (m Message) Set() Set { return Set(m.row().set) }

// FindMessage finds the type of a classic protocol's message. first is the
// first byte of its payload, 0 if there is none. If the tables know the type
// only the other way round, or only for any address family, that is the answer.
func FindMessage(protocol int32, nlmsgType uint16, d Direction, first byte) Message {
	for i := range lanes {
		if l := &lanes[i]; l.family == 0 && int32(l.protocol) == protocol {
			return l.find(nlmsgType, d, first)
		}
	}
	return 0
}

// Command finds a generic family's message by genlmsghdr's cmd.
func (f Family) Command(cmd uint8, d Direction) Message {
	for i := range lanes {
		if l := &lanes[i]; l.family == uint16(f) && f != 0 {
			return l.find(uint16(cmd), d, 0)
		}
	}
	return 0
}

// Messages gives the first of a protocol's message types and their count, in
// the order of their numbers.
func Messages(protocol int32) (Message, int) {
	for i := range lanes {
		if l := &lanes[i]; l.family == 0 && int32(l.protocol) == protocol {
			return Message(l.first), int(l.count)
		}
	}
	return 0, 0
}

// Commands gives the first of a generic family's message types and their count.
func (f Family) Commands() (Message, int) {
	for i := range lanes {
		if l := &lanes[i]; l.family == uint16(f) && f != 0 {
			return Message(l.first), int(l.count)
		}
	}
	return 0, 0
}

// find searches for the number in halves, then picks among the few types that
// share it.
func (l *laneRecord) find(value uint16, d Direction, first byte) Message {
	low, high := int(l.first), int(l.first)+int(l.count)
	end := high
	for low < high {
		if mid := (low + high) / 2; messages[mid].value < value {
			low = mid + 1
		} else {
			high = mid
		}
	}
	best, bestScore := 0, 0
	for i := low; i < end && messages[i].value == value; i++ {
		m := &messages[i]
		score := 1
		switch m.af {
		case 0:
		case first:
			score += 4
		default:
			continue
		}
		if m.direction&d != 0 {
			score += 2
		}
		if score > bestScore {
			best, bestScore = i, score
		}
	}
	return Message(best)
}
