// SPDX-License-Identifier: Apache-2.0

//go:build !lesson

package nlspec

import "testing"

// TestAllKnown pins what only the whole tables have.
func TestAllKnown(t *testing.T) {
	if f, ok := FamilyByName("rt-link").SubMessage("linkinfo-data-msg").Find([]byte("vlan\x00")); !ok || f.Set.Find(1).Name() != "IFLA_VLAN_ID" {
		t.Errorf("link kind vlan: %v, %t", f, ok)
	}
	// The address family decides what stands in IFLA_AF_SPEC.
	af, selector := FamilyByName("rt-link").Operation("getlink").Set().ByName("IFLA_AF_SPEC").Sub()
	if selector != 0 {
		t.Errorf("IFLA_AF_SPEC is chosen by %s", selector.Name())
	}
	if f, ok := af.FindNumber(7); !ok || f.Set.Find(2).Name() != "IFLA_BRIDGE_VLAN_INFO" {
		t.Errorf("IFLA_AF_SPEC of AF_BRIDGE: %v, %t", f, ok)
	}
	if f, ok := af.FindNumber(0); !ok || f.Set.Find(2).Name() != "AF_INET" {
		t.Errorf("IFLA_AF_SPEC of AF_UNSPEC: %v, %t", f, ok)
	}
	// sock_diag's types differ by the address family in the first byte.
	for first, want := range map[byte]string{1: "unix_diag_msg", 2: "inet_diag_msg", 10: "inet_diag_msg", 16: "netlink_diag_msg", 17: "packet_diag_msg", 40: "vsock_diag_msg"} {
		if got := FindMessage(4, 20, FromKernel, first).Layout().Name(); got != want {
			t.Errorf("a reply of address family %d has %s", first, got)
		}
	}
	if f := FixedGeneric(GENL_ID_VFS_DQUOT); f.Generic() != "VFS_DQUOT" || f.Command(1, FromKernel).Name() != "QUOTA_NL_C_WARNING" {
		t.Errorf("GENL_ID_VFS_DQUOT is %q", f.Generic())
	}
	if m := FindMessage(12, 0xa00, FromUser, 0); m.Name() != "NFT_MSG_NEWTABLE" {
		t.Errorf("type 0xa00 of NETLINK_NETFILTER is %s", m.Name())
	}
	if m := FindMessage(20, 0x1401, FromUser, 0); m.Name() != "RDMA_NLDEV_CMD_GET" {
		t.Errorf("type 0x1401 of NETLINK_RDMA is %s", m.Name())
	}
}
