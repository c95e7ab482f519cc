// SPDX-License-Identifier: Apache-2.0

package nlmsg

import (
	"strings"
	"testing"
)

func TestSummaryTellsMessagesApart(t *testing.T) {
	// RTM_NEWADDR of 192.0.2.1/24 on interface 4, as ip sends it.
	const address = "\x28\x00\x00\x00\x14\x00\x05\x06\x01\x00\x00\x00\x00\x00\x00\x00" +
		"\x02\x18\x00\x00\x04\x00\x00\x00" +
		"\x08\x00\x02\x00\xc0\x00\x02\x01\x08\x00\x01\x00\xc0\x00\x02\x01"
	for _, c := range []struct{ name, data, want string }{
		{"the same address twice is said once", address, `{"name":"RTM_NEWADDR","flags":"REQUEST|ACK|EXCL|CREATE","problems":0,"gist":"192.0.2.1"}`},
		{"a message that is cut short has a problem", address[:30], `{"name":"RTM_NEWADDR","flags":"REQUEST|ACK|EXCL|CREATE","problems":3,"gist":""}`},
		{"too few bytes for a message have no name", address[:3], `{"name":"","flags":"","problems":1,"gist":""}`},
		{"nothing", "", `{"name":"","flags":"","problems":0,"gist":""}`},
	} {
		var tree Tree
		tree.Decode([]byte(c.data), Options{})
		if got := string(tree.AppendSummary(nil)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestSummaryOfText(t *testing.T) {
	for v, want := range map[string]string{`"lo\0"`: "lo", `"a\0\0"`: "a", `""`: "", `"a\0b\0"`: `a\0b`} {
		if got, ok := unquoted(v); got != want || !ok {
			t.Errorf("unquoted(%s) = %q, %t", v, got, ok)
		}
	}
	for _, v := range []string{"", `"`, "1500", `"cut…`} {
		if got, ok := unquoted(v); ok {
			t.Errorf("unquoted(%s) = %q", v, got)
		}
	}
	for v, want := range map[string]bool{
		"192.0.2.1": true, "fe80::1": true, "02:00:00:00:00:01": true, "::ffff:192.0.2.1": true,
		"0.0.0.0": false, "::": false, "00:00:00:00:00:00": false, "1.2.3": false, "1.2.3.": false, "1500": false, "": false, "tx: 5": false,
	} {
		if got := isAddress(v); got != want {
			t.Errorf("isAddress(%s) = %t", v, got)
		}
	}
	if got := shortened(strings.Repeat("é", 81)); got != strings.Repeat("é", 79)+"…" {
		t.Errorf("81 letters become %s", got)
	}
	if s := strings.Repeat("é", 80); shortened(s) != s {
		t.Error("80 letters are cut")
	}
}
