// SPDX-License-Identifier: Apache-2.0

package klog

import (
	"testing"
	"unicode/utf8"
)

func TestParse(t *testing.T) {
	got, ok := Parse([]byte("14,339,5140900,-;netlink_test: a;b\n SUBSYSTEM=net\n"))
	want := Record{Seq: 339, Nanos: 5140900000, Level: 6, Text: "netlink_test: a;b"}
	if !ok || got != want {
		t.Errorf("got %+v %v, want %+v", got, ok, want)
	}
	for _, bad := range []string{"", "6,1,2", "x,1,2,-;t", "6,1;t", "6,-1,2,-;t"} {
		if r, ok := Parse([]byte(bad)); ok {
			t.Errorf("%q was read as %+v", bad, r)
		}
	}
}

func TestEscapes(t *testing.T) {
	for raw, want := range map[string]string{
		`plain`:                    "plain",
		`\x5c002\x5c0`:             `\002\0`, // the module's own escapes of bytes 2 and 0
		`\x5cx41`:                  `\x41`,   // once, not twice
		`\xe4\xb8\xad\xe6\x96\x87`: "中文",
		`two\x0alines`:             "two\nlines",
		`\xff`:                     "\uFFFD",
		`\x4`:                      `\x4`,
		`\xzz\`:                    `\xzz\`,
	} {
		if r, ok := Parse([]byte("6,1,2,-;" + raw + "\n KEY=v\n")); !ok || r.Text != want {
			t.Errorf("%s: text %q, want %q", raw, r.Text, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("14,339,5140900,-;netlink_test: a;b\n SUBSYSTEM=net\n"))
	f.Add([]byte("6,1,2,-;\\x5c002\\xe4\\x\n"))
	f.Add([]byte("6,1,2,c,caller=T1;\n"))
	f.Add([]byte(";;,,"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, ok := Parse(b)
		if ok && (!utf8.ValidString(r.Text) || r.Level < 0 || r.Level > 7) {
			t.Errorf("%q was read as %+v", b, r)
		}
	})
}
