// SPDX-License-Identifier: Apache-2.0

//go:build linux && !js

package nlbuild_test

import (
	"encoding"
	"net"
	"reflect"
	"testing"

	"github.com/jsimonetti/rtnetlink/v2"
	"github.com/mdlayher/genetlink"

	"netlinklab/wasm/nlbuild"
	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

func pointer[T any](v T) *T { return &v }

// routes are messages of jsimonetti/rtnetlink, and the document that says the
// same. Marshalled there, they decode here without a problem; built here, they
// are unmarshalled there into the same value.
var routes = []struct {
	kind     uint16
	theirs   encoding.BinaryMarshaler
	blank    encoding.BinaryUnmarshaler
	document string
}{
	{16, &rtnetlink.LinkMessage{Index: 2, Flags: 1, Change: 1, Attributes: &rtnetlink.LinkAttributes{Name: "v0", MTU: 1400, Address: net.HardwareAddr{2, 0, 0, 0, 0, 1}, Info: &rtnetlink.LinkInfo{Kind: "dummy"}}}, &rtnetlink.LinkMessage{},
		`{"op":"rt-link/newlink","header":{"ifi_index":2,"ifi_flags":"IFF_UP","ifi_change":1},"attrs":{"IFLA_IFNAME":"v0","IFLA_MTU":1400,"IFLA_ADDRESS":"02:00:00:00:00:01","IFLA_LINKINFO":{"IFLA_INFO_KIND":"dummy"}}}`},
	{20, &rtnetlink.AddressMessage{Family: 2, PrefixLength: 24, Index: 2, Attributes: &rtnetlink.AddressAttributes{Address: net.IP{10, 0, 0, 1}, Local: net.IP{10, 0, 0, 1}, Label: "v0", Flags: 0x80}}, &rtnetlink.AddressMessage{},
		`{"op":"rt-addr/newaddr","header":{"ifa_family":"AF_INET","ifa_prefixlen":24,"ifa_index":2},"attrs":{"IFA_ADDRESS":"10.0.0.1","IFA_LOCAL":"10.0.0.1","IFA_LABEL":"v0","IFA_FLAGS":"IFA_F_PERMANENT"}}`},
	{24, &rtnetlink.RouteMessage{Family: 2, DstLength: 24, Table: 254, Type: 1, Attributes: rtnetlink.RouteAttributes{Dst: net.IP{192, 0, 2, 0}, Priority: 9,
		Multipath: []rtnetlink.NextHop{{Hop: rtnetlink.RTNextHop{Length: 16, IfIndex: 2}, Gateway: net.IP{10, 0, 0, 1}}, {Hop: rtnetlink.RTNextHop{Length: 16, IfIndex: 3}, Gateway: net.IP{10, 0, 0, 2}}}}}, &rtnetlink.RouteMessage{},
		`{"op":"rt-route/newroute","header":{"rtm_family":"AF_INET","rtm_dst_len":24,"rtm_table":254,"rtm_type":1},"nest-flag":false,"attrs":{"RTA_DST":"192.0.2.0","RTA_PRIORITY":9,
		  "RTA_MULTIPATH":[{"rtnh_ifindex":2,"attrs":{"RTA_GATEWAY":"10.0.0.1"}},{"rtnh_ifindex":3,"attrs":{"RTA_GATEWAY":"10.0.0.2"}}]}}`},
	{28, &rtnetlink.NeighMessage{Family: 2, Index: 2, State: 2, Attributes: &rtnetlink.NeighAttributes{Address: net.IP{10, 0, 0, 9}, LLAddress: net.HardwareAddr{2, 0, 0, 0, 0, 9}}}, &rtnetlink.NeighMessage{},
		`{"op":"rt-neigh/newneigh","header":{"ndm_family":"AF_INET","ndm_ifindex":2,"ndm_state":"NUD_REACHABLE"},"attrs":{"NDA_DST":"10.0.0.9","NDA_LLADDR":"02:00:00:00:00:09"}}`},
	{32, &rtnetlink.RuleMessage{Family: 2, Table: 254, Action: 1, Attributes: &rtnetlink.RuleAttributes{Priority: pointer(uint32(100)), Table: pointer(uint32(254)), FwMark: pointer(uint32(16)), IIFName: pointer("lo")}}, &rtnetlink.RuleMessage{},
		`{"op":"rt-rule/newrule","header":{"family":"AF_INET","table":254,"action":1},"attrs":{"FRA_PRIORITY":100,"FRA_TABLE":254,"FRA_FWMARK":16,"FRA_IIFNAME":"lo"}}`},
}

func TestAgainstRtnetlink(t *testing.T) {
	for _, r := range routes {
		body, err := r.theirs.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		m := nlmsg.Message{Type: r.kind, Flags: 5, Payload: body}
		tree := nlmsg.Decode(m.Append(nil, false), nlmsg.Options{})
		for _, p := range tree.Problems {
			if p.Code == nlmsg.AttrUnknown && tree.Text(p.Node) == "0" {
				continue // the library puts an IFA_UNSPEC before all others, which says nothing
			}
			t.Errorf("%T: %s at %d: %s", r.theirs, p.Code, p.Offset, tree.Nodes[p.Node].Name)
		}
		built, err := nlbuild.Build([]byte(r.document), nlbuild.Options{})
		if err != nil {
			t.Errorf("%s: %v", r.document, err)
			continue
		}
		if err := r.blank.UnmarshalBinary(built.Bytes[16:]); err != nil {
			t.Errorf("%s: %v", r.document, err)
		} else if !reflect.DeepEqual(r.blank, r.theirs) {
			t.Errorf("%s\nis read as %+v\nwant       %+v", r.document, r.blank, r.theirs)
		}
	}
}

func TestAgainstGenetlink(t *testing.T) {
	theirs := genetlink.Message{Header: genetlink.Header{Command: 3, Version: 2}, Data: nlmsg.AppendAttr(nil, 2, []byte("nlctrl\x00"), -1, false)}
	body, err := theirs.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	m := nlmsg.Message{Type: nlspec.GENL_ID_CTRL, Flags: 5, Seq: 1, Payload: body}
	ours := m.Append(nil, false)
	tree := nlmsg.Decode(ours, nlmsg.Options{Protocol: 16})
	if !tree.Clean() || tree.SpanName(0) != "CTRL_CMD_GETFAMILY" {
		t.Errorf("%s %v", tree.SpanName(0), tree.Problems)
	}
	built, err := nlbuild.Build([]byte(`{"op":"nlctrl/getfamily","version":2,"attrs":{"CTRL_ATTR_FAMILY_NAME":"nlctrl"}}`), nlbuild.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var back genetlink.Message
	if err := back.UnmarshalBinary(built.Bytes[16:]); err != nil || back.Header != theirs.Header {
		t.Errorf("%+v %v, want %+v", back.Header, err, theirs.Header)
	}
}

// FuzzAgainstGenetlink has any command and data framed there and decoded here.
func FuzzAgainstGenetlink(f *testing.F) {
	f.Add(uint8(3), uint8(1), []byte("\x08\x00\x01\x00\x10\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, command, version uint8, data []byte) {
		theirs := genetlink.Message{Header: genetlink.Header{Command: command, Version: version}, Data: data}
		body, err := theirs.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		m := nlmsg.Message{Type: nlspec.GENL_ID_CTRL, Payload: body}
		tree := nlmsg.Decode(m.Append(nil, false), nlmsg.Options{Protocol: 16})
		found := 0
		for i := range tree.Nodes {
			n := &tree.Nodes[i]
			if v, _ := tree.Uint(n); n.Name == "cmd" && v == uint64(command) || n.Name == "version" && n.Offset == 17 && v == uint64(version) {
				found++
			}
		}
		if found < 2 {
			t.Errorf("genlmsghdr is not found in %x", tree.Bytes)
		}
	})
}
