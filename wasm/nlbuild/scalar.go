// SPDX-License-Identifier: Apache-2.0

package nlbuild

import (
	"strconv"

	"netlinklab/wasm/jsondoc"
	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

// scalar writes a value that is not taken apart.
func (b *builder) scalar(s nlmsg.Scalar, v *jsondoc.Value) {
	text := v.Text
	switch {
	case v.Kind == jsondoc.List && numeric(s.Kind):
		// Names of bits, as in ["IFF_UP", "IFF_RUNNING"].
		text = ""
		for i := range v.Items {
			if i > 0 {
				text += "|"
			}
			text += v.Items[i].Text
		}
		if len(v.Items) == 0 {
			text = "0"
		}
	case v.Kind != jsondoc.String && v.Kind != jsondoc.Number:
		b.fail(wanted(s) + " is needed, not " + v.Kind.String())
		return
	}
	switch {
	case s.Kind == nlspec.KindString:
		b.out = append(b.out, text...)
		switch {
		case s.Size == 0:
			b.out = append(b.out, 0)
		case len(text) > s.Size:
			b.fail("this text has " + strconv.Itoa(len(text)) + " bytes, and there is room for " + strconv.Itoa(s.Size))
		default:
			b.out = append(b.out, make([]byte, s.Size-len(text))...)
		}
		return
	case numeric(s.Kind):
		b.numeric(s, text)
		return
	}
	data, err := s.Parse(text)
	switch {
	case err != nil:
		b.fail(wanted(s) + " is needed: " + err.Error())
	case s.Size != 0 && len(data) != s.Size && s.Kind != nlspec.KindBytes:
		b.fail("this is " + strconv.Itoa(len(data)) + " bytes, and " + strconv.Itoa(s.Size) + " are needed")
	}
	b.out = append(b.out, data...)
}

func (b *builder) numeric(s nlmsg.Scalar, text string) {
	any := s.Size == 0
	if any {
		s.Size = 8
	}
	s.Big = s.Big || b.opts.BigEndian
	data, err := s.Parse(text)
	if err != nil {
		hint := ""
		if s.Enum != 0 && err == nlmsg.ErrNumber {
			hint = suggest(text, enumNames(s.Enum))
			if hint == "" {
				_, name := s.Enum.At(0)
				hint = ": names are such as " + name
			}
		}
		b.fail(wanted(s) + " is needed, not " + quote(text) + hint)
		return
	}
	if any {
		// uint and sint take 4 bytes where that is enough.
		n := number(data, s.Big)
		if s.Kind == nlspec.KindInt && int64(n) == int64(int32(n)) || s.Kind != nlspec.KindInt && n>>32 == 0 {
			data = appendUint(nil, n&(1<<32-1), 4, s.Big)
		}
	}
	b.out = append(b.out, data...)
}

func enumNames(e nlspec.Enum) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for i := range e.Len() {
			if _, name := e.At(i); !yield(name) {
				return
			}
		}
	}
}

func numeric(k nlspec.Kind) bool {
	switch k {
	case nlspec.KindUint, nlspec.KindInt, nlspec.KindHex, nlspec.KindErrno, nlspec.KindFamily:
		return true
	}
	return false
}

// wanted says what a scalar is written as.
func wanted(s nlmsg.Scalar) string {
	switch s.Kind {
	case nlspec.KindUint, nlspec.KindInt, nlspec.KindHex:
		switch {
		case s.Enum == 0:
			return "a number of " + strconv.Itoa(8*s.Size) + " bits"
		case s.Enum.Flags() || s.Bits:
			return `a number, or names joined by "|"`
		}
		return "a number or a name"
	case nlspec.KindErrno:
		return "an errno such as -22 or EINVAL"
	case nlspec.KindFamily:
		return "an address family such as AF_INET"
	case nlspec.KindString:
		return "a text"
	case nlspec.KindMAC:
		return "a hardware address such as 02:00:00:00:00:01"
	case nlspec.KindIP:
		return "an address such as 10.0.0.1 or fe80::1"
	case nlspec.KindUUID:
		return "a UUID"
	}
	return "hex bytes in quotes"
}

// hex writes bytes as they are.
func (b *builder) hex(v *jsondoc.Value) {
	data, err := nlmsg.ParseHex(v.Text)
	if v.Kind != jsondoc.String || err != nil {
		b.fail(nlmsg.ErrHex.Error())
		return
	}
	b.out = append(b.out, data...)
}
