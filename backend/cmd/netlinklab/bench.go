// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"
)

func newBenchCommand() *cobra.Command {
	c := &cobra.Command{Use: "bench", Short: "Measure this program on this machine"}
	c.AddCommand(newBenchAbuseCommand(), newBenchCodeCommand(), newBenchCodecCommand(), newBenchSandboxCommand(), newBenchWasmCommand())
	return c
}

// report is what a benchmark has found: JSON, or figures to read.
type report interface{ print() }

// measuring makes a benchmark's command of c: the flags -n, whose long name is
// often and whose usual value is n, and --json, and what is done with them.
func measuring(c *cobra.Command, often string, n int, help string, measure func(ctx context.Context, n int) (report, error)) *cobra.Command {
	var asJSON bool
	c.Args = cobra.NoArgs
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	c.Flags().IntVarP(&n, often, "n", n, help)
	c.RunE = func(c *cobra.Command, _ []string) error {
		if n < 1 {
			return &exitError{exitUsage, errors.New("-n has to be at least 1")}
		}
		r, err := measure(c.Context(), n)
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(r)
		}
		r.print()
		return nil
	}
	return c
}

// spread is what is told of several measurements of one thing.
type spread struct {
	P50 float64 `json:"p50"`
	P95 float64 `json:"p95"`
}

// millis gives the spread of durations in milliseconds.
func millis(d []time.Duration) spread {
	return spread{P50: inMillis(percentile(d, 50)), P95: inMillis(percentile(d, 95))}
}

// inMillis is a duration in milliseconds, to the microsecond.
func inMillis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// percentile is the nearest-rank percentile: the smallest value that at least p
// of a hundred values do not exceed.
func percentile[T cmp.Ordered](values []T, p int) T {
	sorted := slices.Sorted(slices.Values(values))
	rank := (len(sorted)*p + 99) / 100
	return sorted[max(rank, 1)-1]
}

// round keeps a number's decimals within what can be measured.
func round(v float64, decimals int) float64 {
	unit := math.Pow10(decimals)
	return math.Round(v*unit) / unit
}

// target is one line of a readable report: a figure and whether it is good
// enough.
type target struct {
	name, value, wanted string
	met                 bool
}

func printTargets(w io.Writer, targets []target) {
	for _, t := range targets {
		verdict := "met"
		if !t.met {
			verdict = "missed"
		}
		fmt.Fprintf(w, "%-36s %14s   wanted %-22s %s\n", t.name, t.value, t.wanted, verdict)
	}
}

func printJSON(v any) error { return json.NewEncoder(os.Stdout).Encode(v) }
