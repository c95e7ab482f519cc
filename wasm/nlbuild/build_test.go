// SPDX-License-Identifier: Apache-2.0

package nlbuild_test

import (
	"bytes"
	"encoding/hex"
	"testing"

	"netlinklab/wasm/nlbuild"
	"netlinklab/wasm/nlmsg"
)

func TestBuild(t *testing.T) {
	for doc, want := range map[string]string{
		`{"op":"rt-link/getlink","seq":7}`: "20000000120005000700000000000000" + "00000000000000000000000000000000",
		`{"op":"rt-link/newlink","flags":["NLM_F_REQUEST","NLM_F_CREATE"],"header":{"ifi_index":2,"ifi_flags":["IFF_UP"]},
		  "attrs":{"IFLA_IFNAME":"v0","IFLA_LINKINFO":{"IFLA_INFO_KIND":"vlan","IFLA_INFO_DATA":{"id":7}}}}`: "44000000100001040100000000000000" +
			"00000000020000000100000000000000" + "0700030076300000" + "1c001280" + "09000100766c616e00000000" + "0c000280" + "0600010007000000",
	} {
		r, err := nlbuild.Build([]byte(doc), nlbuild.Options{})
		if err != nil {
			t.Errorf("%s: %v", doc, err)
			continue
		}
		if got := hex.EncodeToString(r.Bytes); got != want {
			t.Errorf("%s:\n%s, want\n%s", doc, got, want)
		}
		tree := nlmsg.Decode(r.Bytes, nlmsg.Options{Protocol: r.Protocol})
		back := nlbuild.Document(tree)
		t.Logf("%s", back.Append(nil))
		again, err := nlbuild.BuildValue(&back, nlbuild.Options{})
		if err != nil || !bytes.Equal(again.Bytes, r.Bytes) {
			t.Errorf("%s: %v %x, want %x", back.Append(nil), err, again.Bytes, r.Bytes)
		}
	}
}
