// SPDX-License-Identifier: Apache-2.0

// Nlspecgen writes the tables of wasm/nlspec; go generate runs it there.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"netlinklab/backend/nlspecgen"
)

func main() {
	kernel := flag.String("specs", os.Getenv("NETLINK_SPECS"), "`folder` Documentation/netlink/specs of a kernel source (or NETLINK_SPECS)")
	own := flag.String("own", "specs", "`folder` of our own specs")
	out := flag.String("out", "tables.go", "`file` to write")
	flag.Parse()
	if err := run(*kernel, *own, *out); err != nil {
		fmt.Fprintln(os.Stderr, "nlspecgen:", err)
		os.Exit(1)
	}
}

var errNoSpecs = errors.New("no kernel specs given: -specs or NETLINK_SPECS names Documentation/netlink/specs of a kernel source")

func run(kernel, own, out string) error {
	if kernel == "" {
		return errNoSpecs
	}
	tables, err := nlspecgen.Generate(kernel, own)
	if err != nil {
		return err
	}
	return os.WriteFile(out, tables, 0o644)
}
