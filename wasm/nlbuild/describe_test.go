// SPDX-License-Identifier: Apache-2.0

package nlbuild_test

import (
	"encoding/json"
	"strings"
	"testing"

	"netlinklab/wasm/nlbuild"
	"netlinklab/wasm/nlspec"
)

// TestForms has everything described: all of it is JSON, and what it refers to
// is there.
func TestForms(t *testing.T) {
	check := func(b []byte) {
		t.Helper()
		if !json.Valid(b) {
			t.Fatalf("not JSON: %s", b)
		}
	}
	all := nlbuild.AppendOperations(nil)
	check(all)
	if !strings.Contains(string(all), `{"family":"rt-link","protocol":0,"operations":[{"id":`) {
		t.Errorf("rt-link is missing in %.300s", all)
	}
	for o := nlspec.Operation(1); o.Valid(); o++ {
		check(nlbuild.AppendOperation(nil, o))
	}
	for s := nlspec.Set(1); s.Valid(); s++ {
		check(nlbuild.AppendSet(nil, s))
	}
	for l := nlspec.Layout(1); l.Valid(); l++ {
		check(nlbuild.AppendLayout(nil, l))
	}
	for e := nlspec.Enum(1); e.Valid(); e++ {
		check(nlbuild.AppendEnum(nil, e))
	}
	link := nlspec.FamilyByName("rt-link").Operation("newlink")
	var got struct {
		Op    string
		Set   int
		Parts []struct {
			Part, Name   string
			Type, Header int
			Attrs        []int
		}
	}
	if err := json.Unmarshal(nlbuild.AppendOperation(nil, link), &got); err != nil {
		t.Fatal(err)
	}
	if got.Op != "rt-link/newlink" || len(got.Parts) == 0 || got.Parts[0].Name != "RTM_NEWLINK" || got.Parts[0].Type != 16 || len(got.Parts[0].Attrs) < 10 {
		t.Errorf("%+v", got)
	}
	if s := string(nlbuild.AppendSet(nil, nlspec.Set(got.Set))); !strings.Contains(s, `{"name":"IFLA_MTU","number":4,"kind":"uint","size":4}`) {
		t.Errorf("%.400s", s)
	}
}
