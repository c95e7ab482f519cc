// SPDX-License-Identifier: Apache-2.0

package hextext_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"netlinklab/wasm/hextext"
)

// every has each byte once, and a stretch that hexdump shortens to a *.
func every() []byte {
	b := make([]byte, 256, 400)
	for i := range b {
		b[i] = byte(i)
	}
	return append(append(b, make([]byte, 100)...), 0x7c, 0x0a, 'a', 'b', 'c')
}

func one(t *testing.T, text string, form hextext.Form, want []byte) {
	t.Helper()
	got := hextext.Parse(text)
	if got.Form != form || len(got.Problems) > 0 || len(got.Packets) != 1 || !bytes.Equal(got.Packets[0].Data, want) {
		t.Errorf("read as %q with %v\n%s\n%+v\nwant % x", got.Form, got.Problems, text, got.Packets, want)
	}
}

// TestTools reads what other programs print of the same bytes.
func TestTools(t *testing.T) {
	for _, line := range []string{
		"xxd", "xxd -g1", "xxd -c 8", "xxd -g1 -c8", "xxd -g4", "xxd -u", "xxd -p",
		"hexdump -C", "hexdump", "od -Ax -tx1", "od -Ax -tx1z -v",
		"xxd -b", "xxd -e", "xxd -e -g2", "xxd -d", "xxd -s 0 -o 64", "xxd -i",
		"hexdump -b", "hexdump -c", "hexdump -d", "hexdump -o", "hexdump -x", "hexdump -v -b",
		"od", "od -v", "od -b", "od -c", "od -d", "od -x", "od -tx1", "od -tx1z", "od -Ad -tx1", "od -Ax -tx2", "od -tx4",
		"od -tx8", "od -to1", "od -to4", "od -tu1", "od -td1", "od -td2", "od -tx1c", "od -w8 -tx1", "od -An -tx1 -v",
	} {
		args := strings.Fields(line)
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Stdin = bytes.NewReader(every())
		out, err := cmd.Output()
		if err != nil {
			if os.Getenv("NETLINKLAB_VM") == "" {
				t.Skipf("%s: %v", line, err)
			}
			t.Fatalf("%s: %v", line, err)
		}
		form := hextext.FormDump
		switch line {
		case "xxd -p", "od -An -tx1 -v":
			form = hextext.FormPlain
		case "xxd -i":
			form = hextext.FormLiteral
		}
		t.Run(line, func(t *testing.T) { one(t, string(out), form, every()) })
	}
}

func TestLiterals(t *testing.T) {
	b := every()
	numbers := func(format string) string {
		var s []string
		for _, c := range b {
			s = append(s, fmt.Sprintf(format, c))
		}
		return strings.Join(s, ", ")
	}
	var escaped strings.Builder
	for _, c := range b {
		fmt.Fprintf(&escaped, `\x%02x`, c)
	}
	for _, text := range []string{
		"unsigned char msg[360] = {\n  " + numbers("0x%02x") + ",\n};\n",
		"static const __u8 m[] = { /* 20 bytes */ " + numbers("%d") + " }; // end",
		fmt.Sprintf("%#v", b),
		fmt.Sprintf("var b = %#v\n", b),
		fmt.Sprintf("%v", b),
		"let b: [u8; 360] = [" + numbers("0x%02xu8") + "];",
		`b"` + escaped.String() + `"`,
		`char *s = "` + escaped.String() + `";`,
		strconv.Quote("") + `"` + escaped.String() + `"`,
		numbers("0x%x"),
		"byteArrayOf(" + signed(b) + ")", "<<" + numbers("%d") + ">>", "bytes([" + numbers("%d") + "])", numbers("%d"),
		strings.ReplaceAll(numbers("%d"), ",", ""), "&[" + numbers("%du8") + "]", "new byte[]{" + numbers("(byte)0x%02x") + "}",
		`{"type": "Buffer", "data": [` + numbers("%d") + "]}", `{"data":[` + numbers("%d") + "]}",
		escaped.String(), "\u201c" + escaped.String() + "\u201d", "\"" + strings.ReplaceAll(escaped.String(), `\x`, `\u00`) + "\"",
		strings.ReplaceAll(numbers("0x%02x"), ",", "\uff0c"),
		`"` + regexp.MustCompile(`\\x(..)`).ReplaceAllString(escaped.String(), `\x{$1}`) + `"`,
		`b, _ := hex.DecodeString("` + hex.EncodeToString(b) + `")`, "X'" + hex.EncodeToString(b) + "'",
		`{"message":"` + base64.StdEncoding.EncodeToString(append(b, 0)) + `"}`,
	} {
		want := b
		if strings.HasPrefix(text, `{"message"`) {
			want = append(b[:len(b):len(b)], 0)
			text = strings.TrimPrefix(text, `{"message":`)
		}
		one(t, text, hextext.FormLiteral, want)
	}
}

// signed writes bytes as Java and Kotlin have them.
func signed(b []byte) string {
	var s []string
	for _, c := range b {
		s = append(s, strconv.Itoa(int(int8(c))))
	}
	return strings.Join(s, ",")
}

// TestLog reads what print_hex_dump leaves in a kernel's log, and gdb's x.
func TestLog(t *testing.T) {
	want := []byte{0x14, 0, 0, 0, 0x12, 0, 5, 3, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0}
	for _, text := range []string{
		"[   12.345678] netlink: 00000000: 14 00 00 00 12 00 05 03 01 00 00 00 00 00 00 00  ................\n[   12.345681] netlink: 00000010: 02 00  ..\n",
		"Nov 25 04:00:01 host kernel: skb: ffff888012345670: 14 00 00 00 12 00 05 03 01 00 00 00 00 00 00 00\n" +
			"Nov 25 04:00:01 host kernel: skb: ffff888012345680: 02 00\n",
		"0x7ffe1000:\t0x14\t0x00\t0x00\t0x00\t0x12\t0x00\t0x05\t0x03\n0x7ffe1008:\t0x01\t0x00\t0x00\t0x00\t0x00\t0x00\t0x00\t0x00\n0x7ffe1010:\t0x02\t0x00\n",
		"0x555555558010 <msg>:\t0x14\t0x00\t0x00\t0x00\t0x12\t0x00\t0x05\t0x03\n0x555555558018 <msg+8>:\t0x01\t0x00\t0x00\t0x00\t0x00\t0x00\t0x00\t0x00\n" +
			"0x555555558020 <msg+16>:\t0x02\t0x00\n",
	} {
		one(t, text, hextext.FormDump, want)
	}
	one(t, "0x7ffe1000:\t0x00000014\t0x03050012\n0x7ffe1008:\t0x00000001\t0x00000000\n", hextext.FormDump, want[:16])
}

func TestPlain(t *testing.T) {
	want := []byte{0x14, 0, 0, 0, 0x12, 0, 5, 3}
	for _, text := range []string{
		"1400000012000503", "14 00 00 00 12 00 05 03", "14:00:00:00:12:00:05:03", "0x14 0x0 0x0 0x0 0x12 0 5 3",
		"14000000\r\n12000503\r\n", "1400 0000 # the length\n1200 0503 // and the rest", "\ufeff1400000012000503",
		"14-00-00-00-12-00-05-03", "14|00|00|00|12|00|05|03|", "14h 00h 00h 00h 12h 00h 05h 03h", "message: 14 00 00 00 12 00 05 03",
		"> 14 00 00 00\r\n> 12 00 05 03\r\n", "<Buffer 14 00 00 00 12 00 05 03>", "```\n14 00 00 00\n12 00 05 03\n```\n",
		"14\u00a000\u00a000\u00a000\u300012 00 05 03",
	} {
		one(t, text, hextext.FormPlain, want)
	}
	two := hextext.Parse("14 00\n\n15 00 00\n")
	if len(two.Packets) != 2 || two.Packets[1].Line != 3 || len(two.Packets[1].Data) != 3 {
		t.Errorf("a blank line between: %+v", two)
	}
}

func TestBase64(t *testing.T) {
	b := every()
	one(t, "data:application/octet-stream;base64,"+base64.StdEncoding.EncodeToString(b), hextext.FormBase64, b)
	for _, e := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		text := e.EncodeToString(b)
		one(t, text[:76]+"\n"+text[76:]+"\n", hextext.FormBase64, b)
	}
}

func TestProblems(t *testing.T) {
	for text, want := range map[string]hextext.Problem{
		"{1, -129}":                             {Line: 1, Column: 6, Code: hextext.TooLarge},
		"14 00 0g":                              {Line: 1, Column: 8, Code: hextext.NotHex},
		"14 00\n123":                            {Line: 2, Column: 3, Code: hextext.OddDigits},
		"{0x14, 256}":                           {Line: 1, Column: 8, Code: hextext.TooLarge},
		"{1,\n 0x1g}":                           {Line: 2, Column: 5, Code: hextext.NotHex},
		`"\x14\y"`:                              {Line: 1, Column: 6, Code: hextext.BadEscape},
		`"\x14`:                                 {Line: 1, Column: 1, Code: hextext.OpenString},
		"00000000: 1400 0000\n00000008: 1200\n": {Line: 2, Column: 1, Code: hextext.BadOffset},
		"what is netlink?":                      {Line: 1, Column: 1, Code: hextext.NotHex},
		"":                                      {Line: 1, Column: 1, Code: hextext.NoBytes},
		`sendto(3, "\x14\x00"..., 20, 0, NULL, 0) = 20`: {Line: 1, Column: 21, Code: hextext.Shortened},
	} {
		got := hextext.Parse(text).Problems
		if len(got) == 0 || got[0] != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
		if len(got) > 0 && got[0].Code.Text() == string(got[0].Code) {
			t.Errorf("no text for %s", got[0].Code)
		}
	}
}

// TestStrace has strace watch ip, and holds what is read against the results
// that strace tells of the calls.
func TestStrace(t *testing.T) {
	if os.Getenv("NETLINKLAB_VM") == "" {
		t.Skip("NETLINKLAB_VM is not set")
	}
	for _, form := range []string{"-e write=all -e read=all", "-f -tt -yy -e write=all -e read=all", "-xx -X raw -e write=all -e read=all"} {
		args := append(strings.Fields("-e trace=network "+form), "ip", "link", "show")
		cmd := exec.Command("strace", args...)
		var trace bytes.Buffer
		cmd.Stderr = &trace
		if err := cmd.Run(); err != nil {
			t.Fatalf("strace %v: %v", args, err)
		}
		var want []int
		for _, l := range strings.Split(trace.String(), "\n") {
			if i := strings.LastIndex(l, " = "); i >= 0 && strings.Contains(l, "nlmsg_len=") && !strings.Contains(l, "MSG_PEEK") {
				n, err := strconv.Atoi(l[i+3:])
				if err != nil {
					t.Fatal(err)
				}
				want = append(want, n)
			}
		}
		got := hextext.Parse(trace.String())
		var lengths []int
		directions := map[hextext.Direction]int{}
		for _, p := range got.Packets {
			lengths = append(lengths, len(p.Data))
			directions[p.Direction]++
			if p.Protocol != 0 {
				t.Errorf("line %d is of protocol %d", p.Line, p.Protocol)
			}
		}
		if len(want) < 3 || !slices.Equal(lengths, want) || directions[hextext.Sent] == 0 || directions[hextext.Received] == 0 {
			t.Errorf("strace %v: %v, want %v; %v\n%s", args, lengths, want, directions, trace.String())
		}
		if len(got.Problems) > 0 {
			t.Errorf("strace %v: %v", args, got.Problems)
		}
	}
}

func TestStraceStrings(t *testing.T) {
	text := `socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC) = 4
[pid    12] sendmsg(4, {msg_name={sa_family=AF_NETLINK}, msg_iov=[{iov_base="\24\0\0\0", iov_len=4}, {iov_base="\x01\x02", iov_len=2}], msg_iovlen=2}, 0) = 6
[pid    12] recvfrom(4,  <unfinished ...>
[pid    13] write(1, "noise", 5) = 5
[pid    12] <... recvfrom resumed>"ab\n", 64, 0, NULL, NULL) = 3
socket(AF_UNIX, SOCK_STREAM, 0)         = 5
sendto(5, "not netlink", 11, 0, NULL, 0) = 11
recvfrom(9, 0x1234, 10, 0, NULL, NULL) = -1 EAGAIN (Resource temporarily unavailable)
`
	got := hextext.Parse(text)
	if len(got.Problems) > 0 {
		t.Errorf("problems %v", got.Problems)
	}
	var all []string
	for _, p := range got.Packets {
		all = append(all, fmt.Sprintf("%d %d %d %s", p.Line, p.Protocol, p.Direction, hex.EncodeToString(p.Data)))
	}
	want := []string{"2 16 1 140000000102", "4 -1 1 6e6f697365", "5 16 2 61620a"}
	if !slices.Equal(all, want) {
		t.Errorf("%q, want %q", all, want)
	}
}

// TestManyStars has a dump stand for more bytes, again and again, than are read.
func TestManyStars(t *testing.T) {
	text := strings.Repeat("00000000  01\n*\n00fffff0  02\n", 1000)
	n := 0
	for _, p := range hextext.Parse(text).Packets {
		n += len(p.Data)
	}
	if n > hextext.MaxBytes {
		t.Errorf("%d bytes of %d characters", n, len(text))
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"14 00", "00000000: 14\n*\n00000010", `{"\x14`, "sendto(3, \"a\"", "FAAAAA==", " | 00000  14 |", "0000000 000064 000000\n0000004\n", "[ 1.0] a: 00000000: 14\n", "<<1,-2>>", "sendto(3, [{nlmsg_len=16}, {}], 16) = 16", "\\x14", "0000000   4  \\0\n0000002\n", "[1, 2]", "0x1, 2; 3", "sendmsg(4, {iov_base=\"a\"}, 0) = 1\n * 1 bytes in buffer 0\n | 00000  14 |"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := hextext.Parse(s)
		lines := strings.Split(s, "\n")
		for _, p := range got.Problems {
			if p.Line < 1 || p.Line > len(lines) || p.Column < 1 || p.Column > len(lines[p.Line-1])+4 {
				t.Errorf("%q: problem at %d:%d", s, p.Line, p.Column)
			}
		}
		for _, p := range got.Packets {
			if len(p.Data) == 0 == (p.Fields == "") || p.Line < 1 || p.Line > len(lines) {
				t.Errorf("%q: packet %+v", s, p)
			}
		}
		if len(got.Packets) == 0 && len(got.Problems) == 0 {
			t.Errorf("%q: nothing said", s)
		}
	})
}
