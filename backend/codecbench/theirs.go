// SPDX-License-Identifier: Apache-2.0

package codecbench

import (
	"encoding/binary"

	"github.com/mdlayher/netlink"
)

// theirs unmarshals messages and walks their attributes with mdlayher/netlink,
// as its users do: each attribute is read by the method for its type, nests by
// Nested, and structs and arrays are left as bytes.
type theirs struct {
	attributes int
	sum        uint64
}

// Numbers of include/uapi/linux/if_link.h.
const (
	iflaInfo   = 18
	iflaAFSpec = 26
	iflaXDP    = 43
	infoData   = 2
)

// ifinfomsg is its size in bytes.
const ifinfomsg = 16

func (w *theirs) walk(b []byte) error {
	for len(b) > 0 {
		n := (int(binary.NativeEndian.Uint32(b)) + 3) &^ 3
		var m netlink.Message
		if err := m.UnmarshalBinary(b[:n]); err != nil {
			return err
		}
		ad, err := netlink.NewAttributeDecoder(m.Data[ifinfomsg:])
		if err != nil {
			return err
		}
		if err := w.link(ad); err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}

func (w *theirs) link(ad *netlink.AttributeDecoder) error {
	for ad.Next() {
		w.attributes++
		switch ad.Type() {
		case 3, 6, 20, 53, 56, 57: // names
			w.sum += uint64(len(ad.String()))
		case 16, 17, 33, 39: // bytes
			w.sum += uint64(ad.Uint8())
		case 4, 5, 10, 13, 27, 30, 31, 32, 35, 38, 40, 41, 47, 48, 50, 51, 58, 59, 60, 61, 63, 64, 66:
			w.sum += uint64(ad.Uint32())
		case iflaInfo:
			ad.Nested(w.info)
		case iflaAFSpec:
			ad.Nested(w.families)
		case iflaXDP:
			ad.Nested(w.xdp)
		default:
			w.sum += uint64(len(ad.Bytes()))
		}
	}
	return ad.Err()
}

func (w *theirs) info(ad *netlink.AttributeDecoder) error {
	for ad.Next() {
		w.attributes++
		if ad.Type() == infoData {
			ad.Nested(w.flat)
		} else {
			w.sum += uint64(len(ad.String()))
		}
	}
	return ad.Err()
}

func (w *theirs) families(ad *netlink.AttributeDecoder) error {
	for ad.Next() {
		w.attributes++
		ad.Nested(w.flat)
	}
	return ad.Err()
}

func (w *theirs) xdp(ad *netlink.AttributeDecoder) error {
	for ad.Next() {
		w.attributes++
		w.sum += uint64(ad.Uint8())
	}
	return ad.Err()
}

func (w *theirs) flat(ad *netlink.AttributeDecoder) error {
	for ad.Next() {
		w.attributes++
		w.sum += uint64(len(ad.Bytes()))
	}
	return ad.Err()
}
