// SPDX-License-Identifier: Apache-2.0

// Nlspecgen writes the tables of wasm/nlspec; go generate runs it there.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"netlinklab/backend/nlspecgen"
)

func main() {
	kernel := flag.String("specs", os.Getenv("NETLINK_SPECS"), "`folder` Documentation/netlink/specs of a kernel source (or NETLINK_SPECS)")
	own := flag.String("own", "specs", "`folder` of our own specs")
	out := flag.String("out", "tables.go", "`file` to write")
	build := flag.String("build", "", "build `constraint` of the file")
	only := flag.String("families", "", "`names` of the specs to take, with commas between; all by default")
	small := flag.Bool("small", false, "leave out sub-messages and what only they lead to")
	flag.Parse()
	if err := run(nlspecgen.Source{Kernel: *kernel, Own: *own, Small: *small, Build: *build, Families: names(*only)}, *out); err != nil {
		fmt.Fprintln(os.Stderr, "nlspecgen:", err)
		os.Exit(1)
	}
}

var errNoSpecs = errors.New("no kernel specs given: -specs or NETLINK_SPECS names Documentation/netlink/specs of a kernel source")

func run(source nlspecgen.Source, out string) error {
	if source.Kernel == "" {
		return errNoSpecs
	}
	tables, err := nlspecgen.Generate(source)
	if err != nil {
		return err
	}
	return os.WriteFile(out, tables, 0o644)
}

func names(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}
