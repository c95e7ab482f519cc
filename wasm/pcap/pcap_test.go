// SPDX-License-Identifier: Apache-2.0

package pcap_test

import (
	"bytes"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"netlinklab/wasm/pcap"
)

// getLink asks for lo: RTM_GETLINK with an ifinfomsg.
var getLink, _ = hex.DecodeString("2000000012000500" + "0100000007000000" + "00000000010000000000000000000000")

func sample() []pcap.Packet {
	return []pcap.Packet{
		pcap.Cooked(1_700_000_000_123_456_789, 0, pcap.ToKernel, getLink),
		pcap.Cooked(1_700_000_001_000_000_000, 16, pcap.ToUser, nil),
		pcap.Cooked(1_700_000_002_999_999_999, 30, pcap.ToUser, []byte{1, 2, 3}),
	}
}

func TestReadIsAppend(t *testing.T) {
	for _, suffix := range []string{"", "more"} {
		file := append(pcap.Append(nil, sample()), suffix...)
		got, at, err := pcap.Read(file)
		if want := len(file) - len(suffix); at != want || (err == nil) != (suffix == "") {
			t.Errorf("read to %d of %d with %v", at, want, err)
		}
		same(t, got, sample())
		for _, p := range got {
			if !bytes.Equal(file[p.Offset:p.Offset+len(p.Data)], p.Data) {
				t.Errorf("no packet of the file is at %d", p.Offset)
			}
		}
	}
}

func same(t *testing.T, got, want []pcap.Packet) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d packets, want %d", len(got), len(want))
	}
	for i, p := range got {
		w := want[i]
		if p.Time != w.Time || p.Link != w.Link || p.Full != w.Full || !bytes.Equal(p.Data, w.Data) {
			t.Errorf("packet %d is %+v, want %+v", i, p, w)
		}
	}
}

// TestWireshark has other people's programs read what is written here, and
// write what is read here, in each format that has times in nanoseconds.
func TestWireshark(t *testing.T) {
	if os.Getenv("NETLINKLAB_VM") == "" {
		t.Skip("NETLINKLAB_VM is not set")
	}
	dir := t.TempDir()
	ours := filepath.Join(dir, "ours.pcap")
	if err := os.WriteFile(ours, pcap.Append(nil, sample()), 0o600); err != nil {
		t.Fatal(err)
	}
	out := command(t, "tshark", "-r", ours, "-T", "fields", "-e", "frame.time_epoch", "-e", "frame.len", "-e", "netlink.family", "-e", "netlink.hdr_len")
	want := "1700000000.123456789\t48\t0x0000\t32"
	if lines := strings.Split(out, "\n"); len(lines) < 3 || strings.TrimSpace(lines[0]) != want {
		t.Errorf("tshark reads\n%s\nand the first line should be\n%s", out, want)
	}
	for _, format := range []string{"pcapng", "nsecpcap"} {
		theirs := filepath.Join(dir, format)
		command(t, "editcap", "-F", format, ours, theirs)
		file, err := os.ReadFile(theirs)
		if err != nil {
			t.Fatal(err)
		}
		got, at, err := pcap.Read(file)
		if err != nil || at != len(file) {
			t.Fatalf("%s: read to %d of %d: %v", format, at, len(file), err)
		}
		same(t, got, sample())
	}
}

func command(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return string(out)
}

func TestNetlink(t *testing.T) {
	p := sample()[0]
	protocol, direction, messages, ok := p.Netlink()
	if !ok || protocol != 0 || direction != pcap.ToKernel || !bytes.Equal(messages, getLink) {
		t.Errorf("taken apart: %d %d % x %v", protocol, direction, messages, ok)
	}
	p.Link = 1
	if _, _, _, ok := p.Netlink(); ok {
		t.Error("an Ethernet frame passes for netlink")
	}
}

// section is a pcapng file of big-endian words with one interface whose times
// count 1/2^31 of a second from 100 s on.
const section = "0a0d0d0a 0000001c 1a2b3c4d 00010000 ffffffffffffffff 0000001c" +
	"00000001 0000002c 00fd0000 00000000 00090001 9f000000 000e0008 0000000000000064 00000000 0000002c" +
	"00000006 00000024 00000000 00000001 40000000 00000002 00000005 abcd0000 00000024" +
	"00000bad 0000000c 0000000c" +
	"00000003 00000014 00000004 01020304 00000014"

func TestBigEndianSection(t *testing.T) {
	file, err := hex.DecodeString(strings.ReplaceAll(section, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	got, at, err := pcap.Read(file)
	if err != nil || at != len(file) {
		t.Fatalf("read to %d of %d: %v", at, len(file), err)
	}
	// 2^32 + 2^30 units are 2.5 s.
	same(t, got, []pcap.Packet{
		{Time: 102_500_000_000, Link: pcap.LinkNetlink, Full: 5, Data: []byte{0xab, 0xcd}},
		{Link: pcap.LinkNetlink, Full: 4, Data: []byte{1, 2, 3, 4}},
	})
}

func FuzzRead(f *testing.F) {
	f.Add(pcap.Append(nil, sample()))
	b, _ := hex.DecodeString(strings.ReplaceAll(section, " ", ""))
	f.Add(b)
	f.Fuzz(func(t *testing.T, file []byte) {
		packets, at, err := pcap.Read(file)
		if at < 0 || at > len(file) || err == nil && at != len(file) {
			t.Fatalf("read to %d of %d: %v", at, len(file), err)
		}
		for _, p := range packets {
			if p.Offset < 0 || !bytes.Equal(file[p.Offset:p.Offset+len(p.Data)], p.Data) {
				t.Fatalf("packet %+v is not at its offset", p)
			}
			p.Netlink()
		}
	})
}
