// SPDX-License-Identifier: Apache-2.0

package klog

import "testing"

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
	if r, _ := Parse([]byte("6,1,2,-;\xff\n")); r.Text != "\uFFFD" {
		t.Errorf("text %q", r.Text)
	}
}
