// SPDX-License-Identifier: Apache-2.0

// Package module carries the sources of the netlink_test kernel module, for
// the image that builds it and for the lessons that show it. The sources
// themselves are GPL-2.0-only, in a folder of their own because the go command
// takes C files beside Go files for cgo.
package module

import (
	"embed"
	"io/fs"
)

//go:embed netlink_test/netlink_test.c netlink_test/netlink_test.h netlink_test/Makefile
var files embed.FS

// Sources holds netlink_test.c, netlink_test.h and Makefile.
func Sources() fs.FS {
	sub, err := fs.Sub(files, "netlink_test")
	if err != nil {
		panic(err) // the path is a constant that the line above embeds
	}
	return sub
}
