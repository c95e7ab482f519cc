// SPDX-License-Identifier: Apache-2.0

// Codecbench prints the figures of package codecbench as JSON. Built for js/wasm
// it is how netlinklab bench codec measures in Node; its argument is the number
// of rounds.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"

	"netlinklab/backend/codecbench"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "codecbench:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	rounds := 10
	if len(args) > 0 {
		n, err := strconv.Atoi(args[0])
		if err != nil || n < 1 {
			return fmt.Errorf("%q is no number of rounds", args[0])
		}
		rounds = n
	}
	f, err := codecbench.Measure(rounds)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(f)
}
