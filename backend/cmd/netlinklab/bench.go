// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"encoding/json"
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
	c.AddCommand(newBenchCodeCommand(), newBenchCodecCommand(), newBenchSandboxCommand(), newBenchWasmCommand())
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
