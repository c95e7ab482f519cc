// SPDX-License-Identifier: Apache-2.0

package intake_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"netlinklab/wasm/hextext"
	"netlinklab/wasm/intake"
	"netlinklab/wasm/pcap"
)

// message is a header with a length, and as many bytes as are asked for.
func message(length, size int) []byte {
	return append(binary.LittleEndian.AppendUint32(nil, uint32(length)), bytes.Repeat([]byte{7}, size-4)...)
}

func lengths(c intake.Collection) (l []int) {
	for _, m := range c.Messages {
		l = append(l, len(m.Data))
	}
	return l
}

func TestSplit(t *testing.T) {
	two := append(message(18, 20), message(16, 16)...)
	for name, c := range map[string]struct {
		packet []byte
		want   []int
	}{
		"two":             {two, []int{20, 16}},
		"no last padding": {append(message(16, 16), message(17, 17)...), []int{16, 17}},
		"wrong length":    {append(message(16, 16), message(99, 20)...), []int{16, 20}},
		"short":           {[]byte{1, 2, 3}, []int{3}},
	} {
		got := intake.Read(pcap.Append(nil, []pcap.Packet{pcap.Cooked(5, 16, pcap.ToUser, c.packet)}))
		if !equal(lengths(got), c.want) || len(got.Problems) > 0 {
			t.Errorf("%s: %v %v, want %v", name, lengths(got), got.Problems, c.want)
		}
		for _, m := range got.Messages {
			if m.Protocol != 16 || m.Direction != hextext.Received || m.Time != 5 {
				t.Errorf("%s: %+v", name, m)
			}
		}
	}
}

func equal(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestSources(t *testing.T) {
	if c := intake.Read(message(16, 16)); c.Form != "binary" || !equal(lengths(c), []int{16}) {
		t.Errorf("a binary file: %+v", c)
	}
	if c := intake.Read([]byte("10000000 07070707 07070707 07070707")); c.Form != "plain" || !equal(lengths(c), []int{16}) || c.Messages[0].Protocol != -1 {
		t.Errorf("hex: %+v", c)
	}
	for source, code := range map[string]string{
		"\x00\x01\x02":                intake.CodeBinaryFile,
		"zzzzz":                       string(hextext.NotBase64),
		string(pcap.Append(nil, nil)): intake.CodeNoNetlink,
		string(pcap.Append(nil, []pcap.Packet{pcap.Cooked(0, 0, pcap.ToUser, message(16, 16))})[:50]): intake.CodeCapture,
	} {
		c := intake.Read([]byte(source))
		if len(c.Problems) == 0 || c.Problems[0].Code != code || c.Problems[0].Text == "" {
			t.Errorf("%q: %+v, want %s", source, c.Problems, code)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(message(16, 40))
	f.Add([]byte("10000000 07070707 07070707 07070707 01"))
	f.Add(pcap.Append(nil, []pcap.Packet{pcap.Cooked(0, 0, pcap.ToUser, message(16, 43))}))
	f.Fuzz(func(t *testing.T, b []byte) {
		intake.ParseWire(b)
		c := intake.Read(b)
		if len(c.Messages) == 0 && len(c.Problems) == 0 {
			t.Fatalf("nothing said of %q", b)
		}
		wire := c.AppendWire(nil)
		back, ok := intake.ParseWire(wire)
		if !ok || !reflect.DeepEqual(back.Messages, c.Messages) && len(c.Messages) > 0 {
			t.Fatalf("%+v is read back as %+v", c, back)
		}
		again := intake.Read(c.Capture(nil))
		if len(again.Messages) < len(c.Messages) {
			t.Fatalf("a capture of %d messages holds %d", len(c.Messages), len(again.Messages))
		}
		rest := wire[4+intake.RowSize*len(c.Messages):]
		for _, m := range c.Messages {
			if len(m.Data) == 0 || !bytes.HasPrefix(rest, m.Data) {
				t.Fatalf("message % x is not in its place", m.Data)
			}
			rest = rest[len(m.Data):]
		}
		if len(rest) > 0 {
			t.Fatalf("% x is left over", rest)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	text := []byte(strings.Repeat("10000000 07070707 07070707 07070707\n\n", 1000))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		intake.Read(text)
	}
}

// TestUTF16 reads what Windows programs save.
func TestUTF16(t *testing.T) {
	want := message(16, 16)
	text := fmt.Sprintf("% x\r\n", want)
	for name, order := range map[string]binary.AppendByteOrder{"little": binary.LittleEndian, "big": binary.BigEndian} {
		b := order.AppendUint16(nil, 0xfeff)
		for _, c := range text {
			b = order.AppendUint16(b, uint16(c))
		}
		if got := intake.Read(b); len(got.Messages) != 1 || !bytes.Equal(got.Messages[0].Data, want) || len(got.Problems) > 0 {
			t.Errorf("%s: %+v", name, got)
		}
		if got := intake.Read(b[2:]); name == "little" && (len(got.Messages) != 1 || !bytes.Equal(got.Messages[0].Data, want)) {
			t.Errorf("without a mark: %+v", got)
		}
	}
}
