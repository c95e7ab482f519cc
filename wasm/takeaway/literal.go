// SPDX-License-Identifier: Apache-2.0

package takeaway

import (
	"strings"

	"netlinklab/wasm/nlmsg"
)

// CArray appends a C array of the bytes, each field under its name and value.
func CArray(dst []byte, t *nlmsg.Tree) []byte {
	dst = append(dst, "static const unsigned char message[] = {\n"...)
	dst = fields(dst, t, "\t")
	return append(dst, "};\n"...)
}

// GoLiteral appends a Go variable of the bytes, each field under its name and value.
func GoLiteral(dst []byte, t *nlmsg.Tree) []byte {
	dst = append(dst, "var message = []byte{\n"...)
	dst = fields(dst, t, "\t")
	return append(dst, "}\n"...)
}

// perLine is how many bytes a line of a long field has.
const perLine = 12

// fields writes the leaves as numbers, which C and Go write alike.
func fields(dst []byte, t *nlmsg.Tree, indent string) []byte {
	for i := range t.Nodes {
		n := &t.Nodes[i]
		value := ""
		switch {
		case n.Leaf:
			value = t.Text(i)
		case n.Kind == nlmsg.KindHeader || n.Name == "":
			continue
		}
		dst = append(append(dst, indent...), "// "...)
		dst = append(comment(dst, n.Name, value), '\n')
		if !n.Leaf {
			continue
		}
		data := t.Data(n)
		for at := 0; at < len(data); at += perLine {
			dst = append(dst, indent...)
			for j, c := range data[at:min(at+perLine, len(data))] {
				if j > 0 {
					dst = append(dst, ' ')
				}
				dst = append(hexByte(append(dst, "0x"...), c), ',')
			}
			dst = append(dst, '\n')
		}
	}
	return dst
}

// maxComment keeps a line's remark within the line, in bytes.
const maxComment = 48

// comment writes a name and a value so that neither can end the comment: a
// value is whatever the bytes say.
func comment(dst []byte, name, value string) []byte {
	text := name
	if value != "" {
		if text != "" {
			text += " = "
		}
		text += value
	}
	if len(text) > maxComment {
		cut := maxComment
		for cut > 0 && text[cut]&0xc0 == 0x80 { // not within a character
			cut--
		}
		text = text[:cut] + " …"
	}
	// A backslash at the end would carry the comment on to C's next line.
	text = strings.TrimRight(text, `\ `)
	for i := range len(text) {
		if c := text[i]; c < ' ' || c == 0x7f {
			c = '.'
			dst = append(dst, c)
			continue
		}
		dst = append(dst, text[i])
	}
	return dst
}

func hexByte(dst []byte, c byte) []byte {
	const digits = "0123456789abcdef"
	return append(dst, digits[c>>4], digits[c&15])
}
