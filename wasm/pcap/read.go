// SPDX-License-Identifier: Apache-2.0

package pcap

import "errors"

// Limits of what is read: a capture is a stranger's file.
const (
	// MaxPackets bounds the packets of a file.
	MaxPackets = 1 << 20
	// maxInterfaces bounds the interfaces of a pcapng section.
	maxInterfaces = 1 << 12
)

// Errors of Read. What was read before one is given with it.
var (
	ErrNotCapture = errors.New("neither pcap nor pcapng: the first four bytes are no magic number of either")
	ErrCut        = errors.New("the file ends within a record")
	ErrBlock      = errors.New("a pcapng block's two lengths disagree, or it is too short for its type")
	ErrInterface  = errors.New("a packet names an interface that the file does not describe")
	ErrTooMany    = errors.New("more packets than are read from one file")
)

// Magic says whether a file begins as a capture does.
func Magic(file []byte) bool {
	_, _, classic := classicMagic(file)
	return classic || isSection(file)
}

// Read gives the packets of a pcap or pcapng file, sharing the file's memory.
// With an error come the packets before it and the offset of what is wrong.
func Read(file []byte) (packets []Packet, at int, err error) {
	if o, nano, ok := classicMagic(file); ok {
		return readClassic(file, o, nano)
	}
	if isSection(file) {
		return readNG(file)
	}
	return nil, 0, ErrNotCapture
}

// order is a file's byte order, which is its writer's.
type order bool

const (
	little order = false
	big    order = true
)

func (o order) u16(b []byte) uint16 {
	if o == big {
		return be16(b)
	}
	return uint16(b[1])<<8 | uint16(b[0])
}

func (o order) u32(b []byte) uint32 {
	if o == big {
		return uint32(be16(b))<<16 | uint32(be16(b[2:]))
	}
	return uint32(b[3])<<24 | uint32(b[2])<<16 | uint32(b[1])<<8 | uint32(b[0])
}

// Magic numbers of the classic format: in microseconds, and in nanoseconds.
const (
	magicMicro = 0xa1b2c3d4
	magicNano  = 0xa1b23c4d
)

const (
	fileHeader   = 24
	recordHeader = 16
)

func classicMagic(b []byte) (o order, nano, ok bool) {
	if len(b) < fileHeader {
		return little, false, false
	}
	for _, o := range []order{little, big} {
		switch o.u32(b) {
		case magicMicro:
			return o, false, true
		case magicNano:
			return o, true, true
		}
	}
	return little, false, false
}

func readClassic(file []byte, o order, nano bool) (packets []Packet, at int, err error) {
	scale := int64(1000)
	if nano {
		scale = 1
	}
	link := uint16(o.u32(file[20:])) // the upper half tells of frame check sequences
	for at = fileHeader; at < len(file); {
		if len(packets) == MaxPackets {
			return packets, at, ErrTooMany
		}
		if len(file)-at < recordHeader {
			return packets, at, ErrCut
		}
		h := file[at:]
		n := int64(o.u32(h[8:]))
		if n > int64(len(file)-at-recordHeader) {
			return packets, at, ErrCut
		}
		start := at + recordHeader
		packets = append(packets, Packet{
			Time: int64(o.u32(h))*1e9 + int64(o.u32(h[4:]))*scale,
			Link: link, Full: int(o.u32(h[12:])), Data: file[start : start+int(n)], Offset: start,
		})
		at = start + int(n)
	}
	return packets, at, nil
}
