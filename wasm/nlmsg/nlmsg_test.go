// SPDX-License-Identifier: Apache-2.0

package nlmsg_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"netlinklab/wasm/nlmsg"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := nlmsg.ParseHex(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const hello = "15000000 1000 0500 01000000 00000000 68656c6c6f"

// lines writes a tree's leaves as "offset+length name value", and its problems.
func lines(t *nlmsg.Tree) string {
	var b strings.Builder
	for i, n := range t.Nodes {
		if n.Leaf {
			b.WriteString(hex.EncodeToString(t.Data(&n)) + " " + n.Name + " " + t.Text(i) + "\n")
		}
	}
	for _, p := range t.Problems {
		b.WriteString("! " + string(p.Code) + " " + t.Nodes[p.Node].Name + "\n")
	}
	return b.String()
}

func TestDecode(t *testing.T) {
	for name, c := range map[string]struct {
		protocol int32
		in, want string
	}{
		"echo": {30, hello, `15000000 nlmsg_len 21
1000 nlmsg_type NLTEST_ECHO
0500 nlmsg_flags NLM_F_REQUEST|NLM_F_ACK
01000000 nlmsg_seq 1
00000000 nlmsg_pid 0
68656c6c6f payload "hello"
`},
		"padding that is not zero": {30, "11000000 1000 0000 00000000 00000000 68 000100 0102", `11000000 nlmsg_len 17
1000 nlmsg_type NLTEST_ECHO
0000 nlmsg_flags 0
00000000 nlmsg_seq 0
00000000 nlmsg_pid 0
68 payload "h"
000100 padding 
0102 trailing bytes 01 02
! pad-not-zero padding
! short-header trailing bytes
`},
		"wrong lengths": {30, "0f000000 0500 4000 00000000 00000000", `0f000000 nlmsg_len 15
0500 nlmsg_type 0x5
4000 nlmsg_flags 0x40
00000000 nlmsg_seq 0
00000000 nlmsg_pid 0
! len-too-small nlmsg_len
! type-reserved nlmsg_type
! flag-unknown nlmsg_flags
`},
		"error with extended ack": {0, "40000000 0200 0003 07000000 01000000 eaffffff" +
			"14000000 1200 0500 07000000 00000000" + "0c000100 6261642100000000" + "08000200 04000000" + "08000500 03000000", `40000000 nlmsg_len 64
0200 nlmsg_type NLMSG_ERROR
0003 nlmsg_flags NLM_F_CAPPED|NLM_F_ACK_TLVS
07000000 nlmsg_seq 7
01000000 nlmsg_pid 1
eaffffff error -22 EINVAL
14000000 nlmsg_len 20
1200 nlmsg_type RTM_GETLINK
0500 nlmsg_flags NLM_F_REQUEST|NLM_F_ACK
07000000 nlmsg_seq 7
00000000 nlmsg_pid 0
0c00 nla_len 12
0100 nla_type NLMSGERR_ATTR_MSG
6261642100000000 value "bad!\0\0\0\0"
0800 nla_len 8
0200 nla_type NLMSGERR_ATTR_OFFS
04000000 value 4
0800 nla_len 8
0500 nla_type NLMSGERR_ATTR_MISS_TYPE
03000000 value 3
! rejected nlmsg_type
`},
		"link with nests": {0, "3c000000 1000 0006 00000000 00000000" + "00000100 02000000 01000000 ffffffff" +
			"09000300 76657468 30 000000" + "10001280 09000100 7665746800 000000", `3c000000 nlmsg_len 60
1000 nlmsg_type RTM_NEWLINK
0006 nlmsg_flags NLM_F_EXCL|NLM_F_CREATE
00000000 nlmsg_seq 0
00000000 nlmsg_pid 0
00 ifi_family AF_UNSPEC
00 pad 00
0100 ifi_type ARPHRD_ETHER
02000000 ifi_index 2
01000000 ifi_flags IFF_UP
ffffffff ifi_change 0xffffffff
0900 nla_len 9
0300 nla_type IFLA_IFNAME
7665746830 value "veth0"
000000 padding 
1000 nla_len 16
1280 nla_type IFLA_LINKINFO|NLA_F_NESTED
0900 nla_len 9
0100 nla_type IFLA_INFO_KIND
7665746800 value "veth\0"
000000 padding 
`},
		"attribute that runs over": {16, "1c000000 1000 0100 00000000 00000000 03010000 20000200 6e6c", `1c000000 nlmsg_len 28
1000 nlmsg_type GENL_ID_CTRL
0100 nlmsg_flags NLM_F_REQUEST
00000000 nlmsg_seq 0
00000000 nlmsg_pid 0
03 cmd CTRL_CMD_GETFAMILY
01 version 1
0000 reserved 0
2000 nla_len 32
0200 nla_type CTRL_ATTR_FAMILY_NAME
6e6c value "nl"
! len-too-big nlmsg_len
! attr-too-big nla_len
`},
	} {
		tree := nlmsg.Decode(unhex(t, c.in), nlmsg.Options{Protocol: c.protocol})
		if got := lines(tree); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, c.want)
		}
	}
}

func TestBigEndian(t *testing.T) {
	m := nlmsg.Message{Type: 0x10, Flags: 1, Seq: 2, Payload: []byte("x")}
	b := m.Append(nil, true)
	if want := "00000011001000010000000200000000" + "78"; hex.EncodeToString(b) != want {
		t.Errorf("encoded %x, want %s", b, want)
	}
	if got := lines(nlmsg.Decode(b, nlmsg.Options{Protocol: 30, BigEndian: true})); !strings.Contains(got, "nlmsg_len 17\n") || strings.Contains(got, "!") {
		t.Errorf("decoded\n%s", got)
	}
}

func find(t *testing.T, tree *nlmsg.Tree, name string) int {
	t.Helper()
	for i, n := range tree.Nodes {
		if n.Name == name && n.Leaf {
			return i
		}
	}
	t.Fatalf("no %s", name)
	return 0
}

func TestSetField(t *testing.T) {
	tree := nlmsg.Decode(unhex(t, hello), nlmsg.Options{Protocol: 30})
	for _, c := range []struct{ field, text, want string }{
		{"nlmsg_len", "24", "180000001000050001000000000000006865 6c6c6f"},
		{"nlmsg_type", "NLTEST_GREET", "15000000110005000100000000000000 68656c6c6f"},
		{"nlmsg_flags", "NLM_F_REQUEST | 0x40", "15000000100041000100000000000000 68656c6c6f"},
		{"nlmsg_pid", "-1", "150000001000050001000000ffffffff 68656c6c6f"},
		{"payload", `"hi\0"`, "13000000100005000100000000000000 686900"},
		{"payload", "01 02", "12000000100005000100000000000000 0102"},
		{"payload", "", "10000000100005000100000000000000"},
	} {
		got, err := tree.SetField(find(t, tree, c.field), c.text)
		if want := unhex(t, c.want); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s = %s: %x %v, want %x", c.field, c.text, got, err, want)
		}
	}
	for _, c := range []struct {
		field, text string
		want        error
	}{
		{"nlmsg_type", "65536", nlmsg.ErrRange}, {"nlmsg_len", "many", nlmsg.ErrNumber}, {"nlmsg_len", "", nlmsg.ErrNumber},
		{"payload", "6", nlmsg.ErrHex}, {"payload", "zz", nlmsg.ErrHex},
	} {
		if _, err := tree.SetField(find(t, tree, c.field), c.text); err != c.want {
			t.Errorf("%s = %q: %v, want %v", c.field, c.text, err, c.want)
		}
	}
	if _, err := tree.SetField(0, "1"); err != nlmsg.ErrNotLeaf {
		t.Errorf("a message: %v", err)
	}
}

func TestSetPayloadKeepsAWrongLengthWrong(t *testing.T) {
	tree := nlmsg.Decode(unhex(t, "20000000 1000 0000 00000000 00000000 6869"), nlmsg.Options{Protocol: 30})
	got, err := tree.SetField(find(t, tree, "payload"), `"hello"`)
	if err != nil || got[0] != 0x20 {
		t.Errorf("%x %v", got, err)
	}
}

// covered checks the promise of Decode: leaves side by side from 0 to the end.
func covered(t *testing.T, tree *nlmsg.Tree) {
	t.Helper()
	at := 0
	for i, n := range tree.Nodes {
		if n.Leaf {
			if int(n.Offset) != at || n.Length <= 0 {
				t.Fatalf("leaf %d %q is at %d+%d, after %d", i, n.Name, n.Offset, n.Length, at)
			}
			at += int(n.Length)
		}
		if int(n.Parent) >= i || n.Parent >= 0 && (n.Offset < tree.Nodes[n.Parent].Offset ||
			n.Offset+n.Length > tree.Nodes[n.Parent].Offset+tree.Nodes[n.Parent].Length) {
			t.Fatalf("node %d %q is not inside its parent", i, n.Name)
		}
		tree.Text(i)
	}
	if at != len(tree.Bytes) {
		t.Fatalf("leaves end at %d of %d", at, len(tree.Bytes))
	}
	if len(tree.Nodes) > 8*len(tree.Bytes)+8 {
		t.Fatalf("%d nodes for %d bytes", len(tree.Nodes), len(tree.Bytes))
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{hello, "48000000020000030700000001000000eaffffff1400000012000500070000000000000008000200040000000c00010062616421000000000800050003000000",
		"2c000000100001000000000000000000030100000c0006800800018008000100", "ff", ""} {
		b, err := nlmsg.ParseHex(s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b, int32(30), false)
		f.Add(b, int32(0), true)
		f.Add(b, int32(16), false)
	}
	f.Fuzz(func(t *testing.T, b []byte, protocol int32, big bool) {
		tree := nlmsg.Decode(b, nlmsg.Options{Protocol: protocol, BigEndian: big})
		covered(t, tree)
		if !json.Valid(tree.AppendJSON(nil)) {
			t.Fatalf("not JSON: %s", tree.AppendJSON(nil))
		}
	})
}

func FuzzEncode(f *testing.F) {
	f.Add(uint16(0x10), uint16(1), uint32(2), uint32(3), []byte("hello"), true)
	f.Fuzz(func(t *testing.T, typ, flags uint16, seq, pid uint32, payload []byte, big bool) {
		m := nlmsg.Message{Type: typ | 0x10, Flags: flags, Seq: seq, PID: pid, Payload: payload}
		tree := nlmsg.Decode(m.Append(nil, big), nlmsg.Options{Protocol: 30, BigEndian: big})
		covered(t, tree)
		for i, want := range []uint64{uint64(16 + len(payload)), uint64(typ | 0x10), uint64(flags), uint64(seq), uint64(pid)} {
			if v, ok := tree.Uint(&tree.Nodes[2+i]); !ok || v != want {
				t.Errorf("field %d is %d, want %d", i, v, want)
			}
		}
		for _, p := range tree.Problems {
			if p.Code != nlmsg.FlagUnknown {
				t.Errorf("problem %s", p.Code)
			}
		}
	})
}
