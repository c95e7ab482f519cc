// SPDX-License-Identifier: Apache-2.0

package fieldtext_test

import (
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"netlinklab/wasm/fieldtext"
	"netlinklab/wasm/nlspec"
)

// Protocols of include/uapi/linux/netlink.h.
const route, sockDiag, netfilter, generic = 0, 4, 12, 16

// TestBytes has each form that strace writes values in.
func TestBytes(t *testing.T) {
	for _, c := range []struct {
		protocol   int32
		text, want string
	}{
		{route, `[{nlmsg_len=40, nlmsg_type=0x12, nlmsg_flags=0x301, nlmsg_seq=7, nlmsg_pid=-2}, {ifi_family=0x11, ifi_type=0, ifi_index=0, ifi_flags=0, ifi_change=0}, ` +
			`[{nla_len=8, nla_type=0x1d}, 0x1]], 40, 0, NULL, 0) = 40`,
			"28000000 12000103 07000000 feffffff 11000000 00000000 00000000 00000000 08001d00 01000000"},
		{route, `[{nlmsg_len=47, nlmsg_type=RTM_GETLINK, nlmsg_flags=NLM_F_REQUEST|NLM_F_DUMP, nlmsg_seq=7, nlmsg_pid=0}, ` +
			`{ifi_family=AF_PACKET, ifi_type=ARPHRD_LOOPBACK, ifi_index=if_nametoindex("lo"), ifi_flags=IFF_UP, ifi_change=0x1}, ` +
			`[[{nla_len=8, nla_type=IFLA_EXT_MASK}, RTEXT_FILTER_VF], [{nla_len=7, nla_type=IFLA_IFNAME}, "lo"]]]`,
			"2f000000 12000103 07000000 00000000 11000403 01000000 01000000 01000000 08001d00 01000000 07000300 6c6f00"},
		{route, `[{nlmsg_len=56, nlmsg_type=0x10, nlmsg_flags=0x5, nlmsg_seq=1, nlmsg_pid=0}, {ifi_family=0, ifi_type=0, ifi_index=0, ifi_flags=0, ifi_change=0}, ` +
			`[[{nla_len=10, nla_type=0x1}, 02:00:00:00:00:01], [{nla_len=12, nla_type=NLA_F_NESTED|IFLA_LINKINFO}, [{nla_len=5, nla_type=IFLA_INFO_KIND}, "\x61"...]]]]`,
			"38000000 10000500 01000000 00000000 00000000 00000000 00000000 00000000 0a000100 02000000 00010000 0c001280 05000100 61000000"},
		{route, `[{nlmsg_len=36, nlmsg_type=RTM_NEWROUTE, nlmsg_flags=0, nlmsg_seq=1, nlmsg_pid=0}, {rtm_family=AF_INET, rtm_dst_len=8, rtm_src_len=0, rtm_tos=0, ` +
			`rtm_table=RT_TABLE_MAIN, rtm_protocol=0x3 /* RTPROT_BOOT */, rtm_scope=RT_SCOPE_UNIVERSE, rtm_type=RTN_UNICAST, rtm_flags=0}, [{nla_len=8, nla_type=RTA_DST}, inet_addr("10.0.0.0")]]`,
			"24000000 18000000 01000000 00000000 02080000 fe030001 00000000 08000100 0a000000"},
		{route, `[{nlmsg_len=20, nlmsg_type=NLMSG_DONE, nlmsg_flags=NLM_F_MULTI, nlmsg_seq=7, nlmsg_pid=9}, -22]`,
			"14000000 03000200 07000000 09000000 eaffffff"},
		{route, `[{nlmsg_len=36, nlmsg_type=NLMSG_ERROR, nlmsg_flags=NLM_F_CAPPED, nlmsg_seq=7, nlmsg_pid=9}, ` +
			`{error=-ENODEV, msg={nlmsg_len=40, nlmsg_type=RTM_NEWLINK, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=7, nlmsg_pid=0}}]`,
			"24000000 02000001 07000000 09000000 edffffff 28000000 10000100 07000000 00000000"},
		{netfilter, `[{nlmsg_len=28, nlmsg_type=NFNL_SUBSYS_NFTABLES<<8|NFT_MSG_NEWGEN, nlmsg_flags=0, nlmsg_seq=0, nlmsg_pid=0}, ` +
			`{nfgen_family=AF_UNSPEC, version=NFNETLINK_V0, res_id=htons(1)}, [{nla_len=8, nla_type=0x1}, "\x00\x00\x00\x01"]]`, ""},
		{netfilter, `[{nlmsg_len=28, nlmsg_type=0xa<<8|0xf, nlmsg_flags=0, nlmsg_seq=0, nlmsg_pid=0}, {nfgen_family=0, version=0, res_id=htons(1)}, [{nla_len=8, nla_type=0x1}, "\x00\x00\x00\x01"]]`,
			"1c000000 0f0a0000 00000000 00000000 00000001 08000100 00000001"},
		{generic, `[{nlmsg_len=32, nlmsg_type=nlctrl, nlmsg_flags=0x5, nlmsg_seq=1, nlmsg_pid=0}, "\x03\x01\x00\x00\x0c\x00\x02\x00\x65\x74\x68\x74\x6f\x6f\x6c\x00"]`,
			"20000000 10000500 01000000 00000000 03010000 0c000200 6574 6874 6f6f 6c00"},
		{sockDiag, `[{nlmsg_len=40, nlmsg_type=SOCK_DIAG_BY_FAMILY, nlmsg_flags=0x301, nlmsg_seq=1, nlmsg_pid=0}, ` +
			`{sdiag_family=AF_UNIX, sdiag_protocol=0, udiag_states=0xfff, udiag_ino=0, udiag_show=0x15, udiag_cookie=[1, 2]}]`,
			"28000000 14000103 01000000 00000000 01000000 ff0f0000 00000000 15000000 01000000 02000000"},
		{route, `[[{nlmsg_len=18, nlmsg_type=0x1, nlmsg_flags=0, nlmsg_seq=1, nlmsg_pid=0}, "ab"], {nlmsg_len=0, nlmsg_type=0, nlmsg_flags=0, nlmsg_seq=0, nlmsg_pid=0}]`,
			"12000000 01000000 01000000 00000000 61620000 00000000 00000000 00000000 00000000"},
	} {
		got, at, err := fieldtext.Bytes(c.text, c.protocol, nlspec.FromUser)
		if want := strings.ReplaceAll(c.want, " ", ""); want == "" {
			if !errors.Is(err, fieldtext.ErrField) { // NFNETLINK_V0 is in no table
				t.Errorf("%s\n% x, %v", c.text, got, err)
			}
		} else if err != nil || hex.EncodeToString(got) != want {
			t.Errorf("%s\n% x, %v at %d; want %s", c.text, got, err, at, c.want)
		}
	}
}

// TestErrors says where the bytes are not to be had.
func TestErrors(t *testing.T) {
	const head = `[{nlmsg_len=40, nlmsg_type=0x12, nlmsg_flags=0x301, nlmsg_seq=7, nlmsg_pid=0}, `
	const body = `{ifi_family=0, ifi_type=0, ifi_index=0, ifi_flags=0, ifi_change=0}, `
	for _, c := range []struct {
		text string
		at   string // begins where the error is
		want error
	}{
		{head + `{ifi_family=0, ...}]`, `{ifi_family`, fieldtext.ErrCut},
		{head + `{ifi_family=0, ifi_type=0}, [{nla_len=8, nla_type=0x1d}, 0x1]]`, `{ifi_family`, fieldtext.ErrField},
		{head + body + `[{nla_len=8, nla_type=0x3}, "a"...]]`, `"a"`, fieldtext.ErrCut},
		{head + body + `[{nla_len=8, nla_type=0x1d}, [1, 2, 3]]]`, `[1, 2`, fieldtext.ErrField},
		{head + body + `[{nla_len=8, nla_type=0x1d}, NOBODY_KNOWS]]`, `NOBODY`, fieldtext.ErrField},
		{head + body + `[{nla_len=8, nla_type=IFLA_NO_SUCH}, 1]]`, `IFLA_NO_SUCH`, fieldtext.ErrField},
		{head + body + `[{nla_len=8, nla_type=0x1d}, ...]]`, `[{nla_len=8`, fieldtext.ErrCut},
		{head + `{ifi_family=0, ifi_type=0, ifi_index=if_nametoindex("eth0"), ifi_flags=0, ifi_change=0}, [{nla_len=8, nla_type=0x1d}, 0x1]]`, `{ifi_family`, fieldtext.ErrField},
		{head + body[:len(body)-2] + `]`, `[{nlmsg_len`, fieldtext.ErrCut},
		{`[{nlmsg_len=16, nlmsg_type=NO_SUCH_TYPE}]`, `NO_SUCH`, fieldtext.ErrField},
		{`0x7ffc115cd230`, `0x7f`, fieldtext.ErrSyntax},
	} {
		_, at, err := fieldtext.Bytes(c.text, route, nlspec.FromUser)
		if !errors.Is(err, c.want) || !strings.HasPrefix(c.text[at:], c.at) {
			t.Errorf("%s\n%v at %q, want %v at %q", c.text, err, c.text[at:], c.want, c.at)
		}
	}
}

func FuzzBytes(f *testing.F) {
	f.Add(`[{nlmsg_len=40, nlmsg_type=0x12}, {ifi_family=0x11, ifi_type=0}, [{nla_len=8, nla_type=0x1d}, 0x1]]`, int32(0))
	f.Add(`[{nlmsg_len=36, nlmsg_type=2}, {error=-1, msg=[{nlmsg_len=16}, "a"]}, [[{nla_len=9, nla_type=1}, "x"], [{nla_len=8, nla_type=2}, [1, 2]]]]`, int32(0))
	f.Add(`{nlmsg_len=0, nlmsg_type=1<<2|0x3 /* x */}`, int32(16))
	f.Fuzz(func(t *testing.T, text string, protocol int32) {
		b, at, err := fieldtext.Bytes(text, protocol, nlspec.FromKernel)
		if err != nil && (at < 0 || at > len(text)) || err == nil && len(b) > 2*fieldtext.MaxBytes {
			t.Errorf("%q: %d bytes, %v at %d", text, len(b), err, at)
		}
	})
}
