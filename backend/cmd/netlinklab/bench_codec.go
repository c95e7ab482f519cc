// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"netlinklab/backend/codecbench"
)

// Targets of the codec against mdlayher/netlink: times as fast, and allocations.
const (
	wantNativeRatio = 2
	wantWasmRatio   = 5
	wantAllocs      = 4
)

// codecReport are the native figures, and those of js/wasm in Node.
type codecReport struct {
	codecbench.Figures
	Wasm *codecbench.Figures `json:"wasm"`
	// WasmMissing says why Wasm is null.
	WasmMissing string `json:"wasm_missing,omitempty"`
}

func newBenchCodecCommand() *cobra.Command {
	var source string
	c := &cobra.Command{
		Use:   "codec",
		Short: "The codec against mdlayher/netlink on a dump of 1000 links, natively and in wasm",
	}
	c.Flags().StringVar(&source, "source", ".", "this project's source, of which the wasm is built")
	return measuring(c, "rounds", 20, "rounds over the dump", func(ctx context.Context, n int) (report, error) {
		return benchCodec(ctx, n, source)
	})
}

func benchCodec(ctx context.Context, rounds int, source string) (codecReport, error) {
	var r codecReport
	var err error
	if r.Figures, err = codecbench.Measure(rounds); err != nil {
		return r, err
	}
	r.Figures = rounded(r.Figures)
	f, err := codecInNode(ctx, rounds, source)
	if err != nil {
		r.WasmMissing = err.Error()
		return r, nil
	}
	f = rounded(f)
	r.Wasm = &f
	return r, nil
}

// codecInNode builds the same measurement for js/wasm and runs it in Node.
func codecInNode(ctx context.Context, rounds int, source string) (f codecbench.Figures, err error) {
	for _, tool := range []string{"go", "node"} {
		if _, err := exec.LookPath(tool); err != nil {
			return f, fmt.Errorf("%s is needed for the figures in wasm: %w", tool, err)
		}
	}
	dir, err := os.MkdirTemp("", "netlinklab-bench-")
	if err != nil {
		return f, err
	}
	defer os.RemoveAll(dir)
	wasm := filepath.Join(dir, "codecbench.wasm")
	// The flags are those of the workbench (static/build/wasm.mjs).
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-gcflags=netlinklab/...=-l", "-gcflags=netlinklab/wasm/nlmsg=", "-gcflags=netlinklab/wasm/nlspec=", "-o", wasm, "./backend/cmd/codecbench")
	build.Dir = source
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		return f, fmt.Errorf("build for js/wasm in %s (-source names this project's folder): %w: %s", source, err, bytes.TrimSpace(out))
	}
	root, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return f, fmt.Errorf("go env GOROOT: %w", err)
	}
	loader := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec_node.js")
	run := exec.CommandContext(ctx, "node", loader, wasm, strconv.Itoa(rounds))
	// Node hands its whole environment to the program, for which Go's loader has
	// little room.
	run.Env = []string{"PATH=" + os.Getenv("PATH")}
	var stderr bytes.Buffer
	run.Stderr = &stderr
	out, err := run.Output()
	if err != nil {
		return f, fmt.Errorf("codecbench in node: %w: %s", err, bytes.TrimSpace(stderr.Bytes()))
	}
	if err := json.Unmarshal(out, &f); err != nil {
		return f, fmt.Errorf("codecbench in node printed %q: %w", out, err)
	}
	return f, nil
}

// rounded keeps what can be measured.
func rounded(f codecbench.Figures) codecbench.Figures {
	for _, v := range []*float64{&f.DecodeNsPerMessage, &f.TreeNsPerMessage, &f.TextNsPerMessage, &f.MdlayherNsPerMessage} {
		*v = round(*v, 0)
	}
	for _, v := range []*float64{&f.DecodeNsPerByte, &f.RatioToMdlayher, &f.TreeRatioToMdlayher, &f.AllocsPerMessage, &f.DecodeAllocsPerMessage, &f.MdlayherAllocsPerMessage} {
		*v = round(*v, 2)
	}
	return f
}

func (r codecReport) print() {
	lines := codecTargets("native", r.Figures, wantNativeRatio)
	if r.Wasm != nil {
		lines = append(lines, codecTargets("js/wasm", *r.Wasm, wantWasmRatio)...)
	}
	fmt.Printf("%d RTM_NEWLINK of %d bytes, %d attributes and %d nodes each\n", r.Messages, r.BytesPerMessage, r.AttributesEach, r.NodesPerMessage)
	printCodecTimes("native", r.Figures)
	if r.Wasm != nil {
		printCodecTimes("js/wasm", *r.Wasm)
	}
	printTargets(os.Stdout, lines)
	if r.Wasm == nil {
		fmt.Println("no figures in wasm:", r.WasmMissing)
	}
}

func printCodecTimes(where string, f codecbench.Figures) {
	fmt.Printf("%-8s %.2f ns/byte; a message: %.0f ns, every field a node %.0f ns, with texts %.0f ns, mdlayher/netlink %.0f ns\n",
		where, f.DecodeNsPerByte, f.DecodeNsPerMessage, f.TreeNsPerMessage, f.TextNsPerMessage, f.MdlayherNsPerMessage)
}

func codecTargets(where string, f codecbench.Figures, ratio float64) []target {
	return []target{
		{where + ": times mdlayher/netlink", fmt.Sprintf("%.1f", f.RatioToMdlayher), fmt.Sprintf("at least %.0f", ratio), f.RatioToMdlayher >= ratio},
		{where + ": allocations a message", fmt.Sprintf("%.2f", f.AllocsPerMessage), fmt.Sprintf("at most %d", wantAllocs), f.AllocsPerMessage <= wantAllocs},
	}
}
