// SPDX-License-Identifier: Apache-2.0

package listing

import "netlinklab/wasm/nlmsg"

// Style says how a listing looks.
type Style struct {
	// Color marks fields with the colours of ECMA-48 (SGR sequences).
	Color bool
	// Width is the terminal's, in columns; 0 is without end.
	Width int
	// Full gives nla_len, nla_type and padding rows of their own.
	Full bool
}

// ink is a colour, as SGR has it.
type ink string

const (
	plain  ink = ""
	bold   ink = "1"
	dim    ink = "2"
	red    ink = "31"
	green  ink = "32"
	yellow ink = "33"
	blue   ink = "34"
	violet ink = "35"
	cyan   ink = "36"
	alarm  ink = "1;31"
)

// paint appends text in a colour.
func (s *Style) paint(dst []byte, c ink, text string) []byte {
	if !s.Color || c == plain || text == "" {
		return append(dst, text...)
	}
	dst = append(append(append(dst, "\x1b["...), c...), 'm')
	return append(append(dst, text...), "\x1b[0m"...)
}

// inkOf is the colour of a node's bytes: fields have one each, as in the page.
func inkOf(n *nlmsg.Node) ink {
	switch n.Kind {
	case nlmsg.KindPadding:
		return dim
	case nlmsg.KindGap:
		return red
	}
	switch n.Tag {
	case 'L', 'l':
		return cyan
	case 'T', 't':
		return violet
	case 'F':
		return yellow
	case 'Q':
		return blue
	case 'E':
		return red
	case 'H':
		return blue
	case 'v', 'D':
		return green
	}
	return plain
}

// Title gives a line that stands above a listing.
func (s *Style) Title(dst []byte, text string) []byte {
	return append(s.paint(dst, bold, text), '\n')
}
