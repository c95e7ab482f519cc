// SPDX-License-Identifier: Apache-2.0

// Package module carries the sources of the netlink_test kernel module, for
// the image that builds it and for the lessons that show it. The sources
// themselves are GPL-2.0-only.
package module

import "embed"

// Sources holds netlink_test.c, netlink_test.h and the Makefile.
//
//go:embed netlink_test.c netlink_test.h Makefile
var Sources embed.FS
