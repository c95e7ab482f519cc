// SPDX-License-Identifier: Apache-2.0

package pcap

import "math/bits"

// Block types of pcapng; all others are skipped, as the draft asks.
const (
	blockSection   = 0x0a0d0d0a
	blockInterface = 1
	blockSimple    = 3
	blockEnhanced  = 6
)

const (
	byteOrderMagic  = 0x1a2b3c4d
	optionEnd       = 0
	optionTSResol   = 9
	optionTSOffset  = 14
	blockFrame      = 12 // type and two lengths
	defaultDecimals = 6
)

// device is an interface of a section.
type device struct {
	link   uint16
	snap   uint32
	ticks  resolution
	offset int64 // seconds to add to every time
}

// resolution is the unit of an interface's times: a power of ten or of two.
type resolution struct {
	base uint64
	exp  uint8
}

// nanos turns a count of units into nanoseconds since 1970.
func (r resolution) nanos(units uint64) int64 {
	per := uint64(1) // units a second
	for range r.exp {
		per *= r.base
	}
	high, low := bits.Mul64(units%per, 1e9)
	nanos, _ := bits.Div64(high, low, per)
	return int64(units/per*1e9 + nanos)
}

func isSection(b []byte) bool {
	return len(b) >= blockFrame+16 && little.u32(b) == blockSection &&
		(little.u32(b[8:]) == byteOrderMagic || big.u32(b[8:]) == byteOrderMagic)
}

func readNG(file []byte) (packets []Packet, at int, err error) {
	o := little
	var devices []device
	for at < len(file) {
		if len(file)-at < blockFrame {
			return packets, at, ErrCut
		}
		kind := o.u32(file[at:])
		if kind == blockSection { // the same number in both byte orders
			if o = little; big.u32(file[at+8:]) == byteOrderMagic {
				o = big
			}
			devices = nil
		}
		size := int64(o.u32(file[at+4:]))
		if size < blockFrame || size%4 != 0 {
			return packets, at, ErrBlock
		}
		if size > int64(len(file)-at) {
			return packets, at, ErrCut
		}
		block := file[at : at+int(size)]
		if o.u32(block[size-4:]) != uint32(size) {
			return packets, at, ErrBlock
		}
		body := block[8 : size-4]
		switch kind {
		case blockInterface:
			if len(body) < 8 || len(devices) == maxInterfaces {
				return packets, at, ErrBlock
			}
			devices = append(devices, describe(o, body))
		case blockEnhanced, blockSimple:
			if len(packets) == MaxPackets {
				return packets, at, ErrTooMany
			}
			p, err := packet(o, kind, body, devices)
			if err != nil {
				return packets, at, err
			}
			p.Offset += at + 8
			packets = append(packets, p)
		}
		at += int(size)
	}
	return packets, at, nil
}

// describe reads an interface description: link type, snap length, options.
func describe(o order, body []byte) device {
	d := device{link: o.u16(body), snap: o.u32(body[4:]), ticks: resolution{10, defaultDecimals}}
	for rest := body[8:]; len(rest) >= 4; {
		code, n := o.u16(rest), int(o.u16(rest[2:]))
		if code == optionEnd || n > len(rest)-4 {
			break
		}
		value := rest[4 : 4+n]
		switch {
		case code == optionTSResol && n == 1:
			d.ticks = resolution{10, value[0]}
			if value[0]&0x80 != 0 {
				d.ticks = resolution{2, value[0] & 0x7f}
			}
			// Finer than a uint64 holds in a second is nobody's clock.
			if d.ticks.base == 10 && d.ticks.exp > 19 || d.ticks.exp > 63 {
				d.ticks = resolution{10, defaultDecimals}
			}
		case code == optionTSOffset && n == 8:
			d.offset = int64(uint64(o.u32(value)) | uint64(o.u32(value[4:]))<<32)
			if o == big {
				d.offset = int64(uint64(o.u32(value))<<32 | uint64(o.u32(value[4:])))
			}
		}
		rest = rest[min(4+(n+3)&^3, len(rest)):]
	}
	return d
}

// packet reads an enhanced or a simple packet block. Its Offset is from the body.
func packet(o order, kind uint32, body []byte, devices []device) (Packet, error) {
	var p Packet
	var captured, start, of int
	switch {
	case kind == blockSimple && len(body) >= 4:
		p.Full, start = int(o.u32(body)), 4
	case kind == blockEnhanced && len(body) >= 20:
		of, captured, p.Full, start = int(o.u32(body)), int(o.u32(body[12:])), int(o.u32(body[16:])), 20
	default:
		return p, ErrBlock
	}
	if of >= len(devices) {
		return p, ErrInterface
	}
	d := devices[of]
	if kind == blockSimple {
		captured = p.Full
		if d.snap > 0 {
			captured = min(captured, int(d.snap))
		}
	} else {
		p.Time = d.ticks.nanos(uint64(o.u32(body[4:]))<<32|uint64(o.u32(body[8:]))) + d.offset*1e9
	}
	if captured > len(body)-start {
		return p, ErrBlock
	}
	p.Link, p.Data, p.Offset = d.link, body[start:start+captured], start
	return p, nil
}
