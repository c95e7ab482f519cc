// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"
)

// onUbuntu says which of the two package archives the machine has, by
// os-release(5). Derivatives name what they are like.
func onUbuntu(release []byte) bool {
	for line := range bytes.Lines(release) {
		key, value, _ := strings.Cut(strings.TrimSpace(string(line)), "=")
		if key != "ID" && key != "ID_LIKE" {
			continue
		}
		for word := range strings.FieldsSeq(strings.Trim(value, `"'`)) {
			if word == "ubuntu" {
				return true
			}
		}
	}
	return false
}

// osRelease is the text of os-release(5), empty where there is none.
func osRelease() []byte {
	for _, path := range []string{"/etc/os-release", "/usr/lib/os-release"} {
		if b, err := os.ReadFile(path); err == nil {
			return b
		}
	}
	return nil
}

// forUbuntu are testPackages as Ubuntu calls them: its kernel has no cloud
// flavour of headers, and its chromium is no package but a snap, which has no
// place in a container; fetchBrowser gets one instead.
func forUbuntu(packages []string) []string {
	var out []string
	for _, p := range packages {
		switch p {
		case "linux-headers-cloud-amd64":
			out = append(out, "linux-headers-generic")
		case "chromium":
		default:
			out = append(out, p)
		}
	}
	return out
}

// fetchBrowser asks Playwright for its own Chromium and for the libraries that
// it needs; both are left alone when they are there. It needs root for the
// libraries.
func fetchBrowser(ctx context.Context) error {
	npx := exec.CommandContext(ctx, "npx", "--no-install", "playwright-core", "install", "--with-deps", "chromium")
	npx.Dir = "static"
	return step(ctx, "chromium", npx)
}
