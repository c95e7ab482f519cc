// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"os"

	"netlinklab/backend/compile"
)

// printDiagnostics writes what the compiler says, for an editor to jump by or
// as JSON lines.
func printDiagnostics(r compile.Result, asJSON bool) {
	out := json.NewEncoder(os.Stdout)
	for _, d := range r.Diagnostics {
		if asJSON {
			_ = out.Encode(map[string]any{"kind": "diagnostic", "diagnostic": d})
			continue
		}
		fmt.Fprintln(os.Stderr, d)
		for _, n := range d.Notes {
			fmt.Fprintln(os.Stderr, n)
		}
		if text := d.Drift.Text(); text != "" {
			fmt.Fprintln(os.Stderr, "  →", text)
		}
	}
	if r.Rest != "" {
		fmt.Fprint(os.Stderr, r.Rest)
	}
	if r.Limit != "" {
		fmt.Fprintf(os.Stderr, "the compiler was ended at a limit: %s\n", r.Limit)
	}
}
