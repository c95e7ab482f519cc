// SPDX-License-Identifier: Apache-2.0

// Package hextext finds the bytes in whatever text people have them in.
//
//	plain     14 00 00 00 12 00 01 03   140000001200   14:00:00:00
//	dump      00000000: 1400 0000 1200 0103  ........     xxd
//	          00000000  14 00 00 00 12 00 01 03  |........|   hexdump -C, with its *
//	          0000  14 00 00 00   0x0000:  1400 0000    tshark -x, tcpdump -xx
//	          0000000 000024 000000   xxd -b   gdb's x   a kernel log's rows: notation.go
//	literal   {0x14, 0, 0, 0}   []byte{20, 0}   "\x14\0\0\0"   b'\x14'   [20, 0]   <<20, 0>>
//	          bytes.fromhex("1400")   {"type":"Buffer","data":[20, 0]}
//	strace    sendto(3, …) = 20, and the dump that -e write=all adds; a message's
//	          fields in place of its bytes are left to package fieldtext
//	base64    FAAAABIAAQM=
//
// A dump whose offset goes back to 0 begins another packet, as text2pcap has it.
package hextext

// Packet is a run of bytes: one datagram, as far as the text tells.
type Packet struct {
	Data []byte
	// Line is the text's line that it begins in, from 1.
	Line int
	// Protocol is the netlink protocol of the socket, or -1 if the text does not
	// tell it.
	Protocol int
	// Direction says whether a program sent or received it.
	Direction Direction
	// Fields is what a tracer shows in place of the bytes, from Column on; Data
	// is empty then.
	Fields string
	Column int
}

// Direction is which way a packet went.
type Direction byte

// Directions.
const (
	Unknown  Direction = iota
	Sent               // by a program, to the kernel as a rule
	Received           // by a program
)

// Form is what a text was read as.
type Form string

// Forms.
const (
	FormNone    Form = ""
	FormPlain   Form = "plain"
	FormDump    Form = "dump"
	FormLiteral Form = "literal"
	FormStrace  Form = "strace"
	FormBase64  Form = "base64"
)

// Problem is something in the text that is no byte where one should be.
type Problem struct {
	// Line and Column count from 1, the column in bytes.
	Line, Column int
	Code         Code
}

// Code names what is wrong. Codes never change; pages translate them.
type Code string

// Problem codes.
const (
	NotHex     Code = "not-hex"     // a character that no hex number has
	OddDigits  Code = "odd-digits"  // a hex number with an odd count of digits
	TooLarge   Code = "too-large"   // a number above 255
	BadOffset  Code = "bad-offset"  // a dump's line does not go on where the last one ended
	BadEscape  Code = "bad-escape"  // a backslash with nothing that it may escape
	OpenString Code = "open-string" // a string without its closing quote
	Shortened  Code = "shortened"   // the tracer left bytes out
	Decoded    Code = "decoded"     // the tracer shows a field that does not say its bytes
	NotBase64  Code = "not-base64"  // base64 with a character, or a length, that it cannot have
	NoBytes    Code = "no-bytes"    // nothing in the text looks like bytes
	TooLong    Code = "too-long"    // more than MaxBytes
)

// Text says in English what a code means, with what to do.
func (c Code) Text() string {
	switch c {
	case NotHex:
		return "this is no hex digit"
	case OddDigits:
		return "a byte has two hex digits; one is missing here"
	case TooLarge:
		return "a byte is 255 (0xff) at most"
	case BadOffset:
		return "the offset at the line's start is not where the last line ended: is a line missing?"
	case BadEscape:
		return "no such escape; bytes are written \\x00 or \\000"
	case OpenString:
		return "the string has no closing quote"
	case Shortened:
		return "bytes were left out here; trace with -v -s 65535"
	case Decoded:
		return "this does not say which bytes it stands for; trace with -v -s 65535 -X raw, or with -e write=all -e read=all"
	case NotBase64:
		return "this is no base64: its length is a multiple of 4, of letters, digits, + and /"
	case NoBytes:
		return "no bytes found; hex, a hex dump, a C or Go literal, strace lines and base64 are understood"
	case TooLong:
		return "more bytes than are read from one text"
	}
	return string(c)
}

// MaxBytes bounds the bytes of a text.
const MaxBytes = 16 << 20
