// SPDX-License-Identifier: Apache-2.0

package fieldtext

import (
	"strings"

	"netlinklab/wasm/nlmsg"
)

// number reads 40, -1, 0x301, 0xa<<8|0xf.
func number(s string) (v uint64, ok bool) {
	if s == "ARPHRD_NETROM" { // as strace has it, 0, which says nothing of a type
		return 0, true
	}
	for {
		part, rest, more := strings.Cut(s, "|")
		n, shift, shifted := strings.Cut(part, "<<")
		w, ok := nlmsg.ParseUint(n, 0, 64)
		if !ok {
			var i int64
			i, ok = nlmsg.ParseInt(n, 0)
			w = uint64(i)
		}
		by := uint64(0)
		if shifted && ok {
			by, ok = nlmsg.ParseUint(shift, 0, 6)
		}
		if !ok {
			return 0, false
		}
		w <<= by
		v |= w
		if !more {
			return v, true
		}
		s = rest
	}
}

// data gives the bytes that a word stands for by itself, in size bytes: a
// number in the host's order, htons(80), inet_addr("10.0.0.1"), a hardware
// address.
func data(word string, size int) (b []byte, ok bool) {
	if v, ok := number(word); ok && (size == 1 || size == 2 || size == 4 || size == 8) {
		return littleEndian(v, size), true
	}
	name, args, ok := strings.Cut(strings.TrimSuffix(word, ")"), "(")
	if !ok {
		b, err := nlmsg.ParseMAC(word)
		return b, err == nil && len(b) == size
	}
	switch name {
	case "if_nametoindex": // LOOPBACK_IFINDEX is the only one that is the same everywhere
		return []byte{1, 0, 0, 0}, args == `"lo"` && size == 4
	case "htons", "htonl":
		v, ok := number(args)
		if !ok || size != 2 && size != 4 && size != 8 {
			return nil, false
		}
		b = littleEndian(v, size)
		for i, j := 0, size-1; i < j; i, j = i+1, j-1 {
			b[i], b[j] = b[j], b[i]
		}
		return b, true
	case "inet_addr", "inet_pton":
		_, rest, ok := strings.Cut(args, `"`)
		p := parser{s: `"` + rest}
		var v value
		if !ok || !p.quoted(&v) {
			return nil, false
		}
		b, err := nlmsg.ParseIP(v.text)
		return b, err == nil && len(b) == size
	}
	return nil, false
}

func littleEndian(v uint64, size int) []byte {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(v >> (8 * i))
	}
	return b
}
