// SPDX-License-Identifier: Apache-2.0

package main

import (
	"runtime/debug"
	"testing"
)

func TestVersion(t *testing.T) {
	settings := []debug.BuildSetting{
		{Key: "vcs.revision", Value: "0123456789abcdef0123"}, {Key: "vcs.time", Value: "2026-01-02T03:04:05Z"}, {Key: "vcs.modified", Value: "true"},
	}
	for _, tt := range []struct {
		name string
		info debug.BuildInfo
		want string
	}{
		{"outside version control", debug.BuildInfo{GoVersion: "go1.26"}, "(devel), go1.26"},
		{"a commit", debug.BuildInfo{GoVersion: "go1.26", Settings: settings}, "(devel), commit 0123456789ab, with changes, go1.26"},
		{"a version that names the commit", debug.BuildInfo{GoVersion: "go1.26", Settings: settings,
			Main: debug.Module{Version: "v0.0.0-20260102030405-0123456789ab+dirty"}}, "v0.0.0-20260102030405-0123456789ab+dirty, go1.26"},
	} {
		if got := versionOf(&tt.info).String(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
