// SPDX-License-Identifier: Apache-2.0

package nlbuild_test

import (
	"bytes"
	"testing"

	"netlinklab/wasm/nlbuild"
	"netlinklab/wasm/nlmsg"
)

// TestMistakes checks that an error names the place and what to do.
func TestMistakes(t *testing.T) {
	for doc, want := range map[string]string{
		`{`:                         "line 1: a key in quotes is expected",
		`7`:                         `a message is an object such as {"op": "rt-link/getlink"}, or a list of them`,
		`{}`:                        `a message needs "op", such as "rt-link/getlink", or "protocol" and "type"`,
		`{"opp":"rt-link/getlink"}`: "opp: a message has no such part: did you mean op?",
		`{"op":"rtlink/getlink"}`:   `op: no family is called "rtlink": did you mean rt-link?`,
		`{"op":"rt-link/getlnk"}`:   `op: rt-link has no operation "getlnk": did you mean getlink?`,
		`{"op":"rt-link/setlink","part":"event"}`:                                                  "op: this operation has no event",
		`{"op":"rt-link/getlink","flags":["NLM_F_DUMB"]}`:                                          `flags[0]: no flag is called "NLM_F_DUMB"; names are NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP, …, numbers "0x300"`,
		`{"op":"rt-link/getlink","header":{"ifi_indx":1}}`:                                         "header.ifi_indx: struct ifinfomsg has no such member: did you mean ifi_index?",
		`{"op":"rt-link/getlink","header":{"ifi_index":"x"}}`:                                      `header.ifi_index: a number of 32 bits is needed, not "x"`,
		`{"op":"rt-link/getlink","header":{"ifi_flags":"IFF_UPP"}}`:                                `header.ifi_flags: a number, or names joined by "|" is needed, not "IFF_UPP": did you mean IFF_UP?`,
		`{"op":"rt-link/getlink","attrs":{"IFLA_IFNAM":"x"}}`:                                      "attrs.IFLA_IFNAM: the set IFLA_… has no such attribute: did you mean IFLA_IFNAME?",
		`{"op":"rt-link/getlink","attrs":{"IFLA_MTU":4294967296}}`:                                 `attrs.IFLA_MTU: a number of 32 bits is needed, not "4294967296"`,
		`{"op":"rt-link/getlink","attrs":{"IFLA_MTU":{}}}`:                                         "attrs.IFLA_MTU: a number of 32 bits is needed, not an object",
		`{"op":"rt-link/newlink","attrs":{"IFLA_LINKINFO":{"IFLA_INFO_DATA":{"IFLA_VLAN_ID":7}}}}`: `attrs.IFLA_LINKINFO.IFLA_INFO_DATA.IFLA_VLAN_ID: IFLA_INFO_KIND has to say how this is written; write the bytes in hex, or attributes as "#number"`,
		`[{"op":"rt-link/getlink"},{"op":"rt-addr/newaddr","attrs":{"IFA_ADDRESS":"10.0.0"}}]`:     "[1].attrs.IFA_ADDRESS: an address such as 10.0.0.1 or fe80::1 is needed: an address is needed, such as 10.0.0.1, fe80::1 or 02:00:00:00:00:01",
		`{"op":"ethtool/linkinfo-get"}`:                                                            `kernels give ethtool an id at run time: ask nlctrl/getfamily for it and write it as "id"`,
		`{"op":"nlctrl/getfamily","payload":"6","attrs":{}}`:                                       "payload: hex bytes need two digits each, such as 68 65",
	} {
		_, err := nlbuild.Build([]byte(doc), nlbuild.Options{})
		if err == nil || err.Error() != want {
			t.Errorf("%s\n got %v\nwant %s", doc, err, want)
		}
	}
}

// FuzzBuild checks that no document panics, and that what is built is right.
func FuzzBuild(f *testing.F) {
	f.Add([]byte(`{"op":"tc/newqdisc","header":{"ifindex":1},"attrs":{"TCA_KIND":"netem","TCA_OPTIONS":{"header":{},"attrs":{}}}}`))
	f.Add([]byte(`[{"op":"nlctrl/getfamily","attrs":{"CTRL_ATTR_FAMILY_NAME":"nl80211","#9":{"$type":"0x8009","$raw":"00"}}}]`))
	f.Add([]byte(`{"protocol":0,"type":"RTM_NEWROUTE","attrs":{"RTA_MULTIPATH":[{"rtnh_ifindex":1,"attrs":{"RTA_GATEWAY":"10.0.0.1"}}]}}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		r, err := nlbuild.Build(doc, nlbuild.Options{})
		if err != nil {
			return
		}
		for c := range nlmsg.Decode(r.Bytes, nlmsg.Options{Protocol: r.Protocol}).Codes {
			switch c {
			case nlmsg.ShortHeader, nlmsg.LenTooSmall, nlmsg.LenTooBig, nlmsg.PadNotZero:
				t.Errorf("%s is built as %x: %s", doc, r.Bytes, c)
			}
		}
	})
}

// FuzzDocument takes any bytes to a document and back: whatever is in the
// messages, they are the same as long as their own lengths are right.
func FuzzDocument(f *testing.F) {
	f.Add([]byte("\x14\x00\x00\x00\x12\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), int32(0), false)
	f.Add([]byte("\x20\x00\x00\x00\x10\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00\x00\x03\x01\x00\x00\x0b\x00\x02\x80\x01\x02\x03\x04\x05\x06\x07\x00"), int32(16), false)
	eachOperation(addSeed(f))
	f.Fuzz(func(t *testing.T, b []byte, protocol int32, big bool) {
		tree := nlmsg.Decode(b, nlmsg.Options{Protocol: protocol, BigEndian: big})
		doc := nlbuild.Document(tree)
		if protocol < 0 || len(b) == 0 || !wellFramed(tree) {
			return
		}
		r, err := nlbuild.BuildValue(&doc, nlbuild.Options{BigEndian: big})
		if err != nil || !bytes.Equal(pad(r.Bytes), pad(bytes.Clone(b))) {
			t.Fatalf("%x\nbecame %s\n%v %x", b, doc.Append(nil), err, r.Bytes)
		}
	})
}

func pad(b []byte) []byte {
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

// wellFramed says whether the lengths of the outermost messages are right.
func wellFramed(t *nlmsg.Tree) bool {
	for _, p := range t.Problems {
		n := &t.Nodes[p.Node]
		switch p.Code {
		case nlmsg.LenTooSmall, nlmsg.LenTooBig, nlmsg.ShortHeader:
			if n.Depth <= 2 {
				return false
			}
		case nlmsg.PadNotZero:
			if n.Depth == 1 {
				return false
			}
		}
	}
	return len(t.Spans) > 0 && t.Nodes[0].CType == ""
}
