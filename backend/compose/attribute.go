// SPDX-License-Identifier: Apache-2.0

package compose

import "encoding/hex"

// plain writes a number that has no names.
func (w *messageWriter) plain(m map[string]value, key string, at, size int) error {
	v, there := m[key]
	if !there {
		return nil
	}
	n, err := v.number(8 * size)
	if err == nil {
		w.put(at, size, n)
	}
	return err
}

// length notes a length that was given.
func (w *messageWriter) length(m map[string]value, at, size int) error {
	v, there := m["length"]
	if !there {
		return nil
	}
	n, err := v.number(8 * size)
	if err != nil {
		return err
	}
	w.lengths = append(w.lengths, length{at, size, n})
	return nil
}

// pad fills up to the next multiple of 4, as attributes are padded and all
// messages of a packet but the last.
func (w *messageWriter) pad(m map[string]value, start int, usual bool) error {
	if v, there := m["pad"]; there {
		var err error
		if usual, err = v.truth(); err != nil {
			return err
		}
	}
	for usual && (len(w.dst)-start)%lengthAlign != 0 {
		w.dst = append(w.dst, 0)
	}
	return nil
}

// content writes what follows a header: bytes, text, a number, then attributes.
func (w *messageWriter) content(m map[string]value) error {
	start := len(w.dst)
	if v, there := m["hex"]; there {
		s, err := v.text()
		if err != nil {
			return err
		}
		b, err := parseHex(s)
		if err != nil {
			return v.fail("%q is no hex: two digits a byte, blanks between bytes if any", s)
		}
		w.dst = append(w.dst, b...)
	}
	if v, there := m["text"]; there {
		s, err := v.text()
		if err != nil {
			return err
		}
		w.dst = append(w.dst, s...)
	}
	for key, size := range map[string]int{"u8": 1, "u16": 2, "u32": 4, "u64": 8} {
		if v, there := m[key]; there {
			if len(w.dst) > start {
				return v.fail("an attribute has one value: hex, text or a number")
			}
			w.dst = append(w.dst, make([]byte, size)...)
			if err := w.plain(m, key, start, size); err != nil {
				return err
			}
		}
	}
	v, there := m["attributes"]
	if !there {
		return nil
	}
	list, err := v.list()
	if err != nil {
		return err
	}
	for (len(w.dst)-start)%lengthAlign != 0 {
		w.dst = append(w.dst, 0)
	}
	for _, a := range list {
		if err := w.attribute(a); err != nil {
			return err
		}
	}
	return nil
}

func (w *messageWriter) attribute(v value) error {
	m, err := v.object(attrKeys...)
	if err != nil {
		return err
	}
	if _, there := m["type"]; !there {
		return v.fail("an attribute needs its type, such as 3 or \"IFLA_IFNAME\"")
	}
	start := len(w.dst)
	w.dst = append(w.dst, make([]byte, attrSize)...)
	if err := w.field(m, "type", start+attrTypeAt, 2); err != nil {
		return err
	}
	if err := w.content(m); err != nil {
		return err
	}
	n := len(w.dst) - start
	if n > 1<<16-1 {
		return v.fail("%d bytes are more than nla_len can say, 65535", n)
	}
	w.put(start, 2, uint64(n))
	if err := w.pad(m, start, true); err != nil {
		return err
	}
	return w.length(m, start, 2)
}

// parseHex reads bytes of two digits with blanks or nothing between them.
func parseHex(s string) ([]byte, error) {
	out := make([]byte, 0, len(s)/2)
	for i := 0; i < len(s); i++ {
		if s[i] == ' ' || s[i] == '\n' || s[i] == '\t' {
			continue
		}
		b, err := hex.DecodeString(s[i:min(i+2, len(s))])
		if err != nil {
			return nil, err
		}
		out = append(out, b...)
		i++
	}
	return out, nil
}
