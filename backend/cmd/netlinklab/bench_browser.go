// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"netlinklab/backend/hub"
	"netlinklab/backend/web"
)

// wasmReport is what `bench wasm -json` prints.
type wasmReport struct {
	WasmBrotli      int     `json:"wasm_brotli_bytes"`
	HelloBrotli     int     `json:"hello_brotli_bytes"`
	WorkbenchBrotli int     `json:"workbench_brotli_bytes"`
	Call            float64 `json:"call_ns"`
	Keystroke       spread  `json:"keystroke_to_paint_ms"`
	// Frame is Keystroke with the wait for the display's next frame.
	Frame spread `json:"keystroke_to_frame_ms"`
	// FieldKeystroke and BytesKeystroke are its halves.
	FieldKeystroke spread `json:"field_keystroke_to_paint_ms"`
	BytesKeystroke spread `json:"bytes_keystroke_to_paint_ms"`
	// WorkbenchKeystroke is the same in the workbench's tree and byte view.
	WorkbenchKeystroke spread `json:"workbench_keystroke_to_paint_ms"`
	Keystrokes         int    `json:"keystrokes"`
	// Links is over LinkPages pages, each with a capture of LinkBytes bytes.
	Links     spread `json:"links_to_list_ms"`
	LinkBytes int    `json:"links_bytes"`
	LinkPages int    `json:"links_pages"`
	Chromium  string `json:"chromium"`
	Go        string `json:"go"`
}

func newBenchWasmCommand() *cobra.Command {
	return measuring(&cobra.Command{
		Use:   "wasm",
		Short: "Measure the codec in the browser",
		Long: `Measure the codec in the browser: headless Chromium, on a lesson of this program's.

  wasm_brotli_bytes        what a lesson's reader downloads of the codec
  hello_brotli_bytes       Go's fmt hello world, built in the same run with the
                           same flags and compressed alike
  workbench_brotli_bytes   the codec with the tables of all families
  call_ns                  median of a call into the wasm and back
  keystroke_to_paint_ms    from the time that the browser gave a key's event to
                           the end of the frame in which bytes changed, over keys
                           in the field table and in the byte view, without the
                           wait for the display's next frame between the two; what
                           the page does after that frame (the explaining line, the
                           measure of lengths) is not in it
  keystroke_to_frame_ms    with that wait, up to 16.7 ms at 60 Hz
  workbench_keystroke_to_paint_ms
                           as keystroke_to_paint_ms, in the workbench's tree and
                           byte view
  links_to_list_ms         from a capture of 1000 links (a dump of "ip -d link",
                           repeated; links_bytes long) in memory to the end of the
                           frame that shows the list of the workbench, with the
                           wait for that frame; each time in a fresh page, half
                           a second after it is ready

It needs a clone with its front end set up (make setup), Node.js and Chromium.`,
	}, "number", 100, "how many keys are measured in each place", func(ctx context.Context, n int) (report, error) {
		return benchWasm(ctx, n)
	})
}

// benchWasm serves the lessons, without machines, to the browser's half of the
// measurement, static/bench/wasm.mjs.
func benchWasm(ctx context.Context, n int) (r wasmReport, err error) {
	script, err := benchScript()
	if err != nil {
		return r, err
	}
	h := hub.New(nil, hub.Options{})
	defer func() { err = errors.Join(err, h.Close()) }()
	server, err := serveBench(web.Options{Hub: h})
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, server.close()) }()
	node := exec.CommandContext(ctx, "node", script, "--url", "http://"+server.addr+"/", "--number", strconv.Itoa(n))
	node.Cancel = func() error { return node.Process.Signal(os.Interrupt) }
	node.WaitDelay = 5 * time.Second
	node.Stderr = os.Stderr
	out, err := node.Output()
	if err != nil {
		return r, fmt.Errorf("the browser's half (node %s): %w", script, err)
	}
	return readWasmReport(out)
}

// readWasmReport makes a report of what the script printed.
func readWasmReport(out []byte) (r wasmReport, err error) {
	measured := struct {
		*wasmReport
		Keys struct {
			Field          []keystroke `json:"field"`
			Bytes          []keystroke `json:"bytes"`
			WorkbenchField []keystroke `json:"workbench field"`
			WorkbenchBytes []keystroke `json:"workbench bytes"`
		} `json:"keystroke_ms"`
		Links []float64 `json:"links_ms"`
	}{wasmReport: &r}
	if err := json.Unmarshal(out, &measured); err != nil {
		return r, fmt.Errorf("the browser's half printed no report: %w", err)
	}
	field, bytes := measured.Keys.Field, measured.Keys.Bytes
	workbench := slices.Concat(measured.Keys.WorkbenchField, measured.Keys.WorkbenchBytes)
	if len(field) == 0 || len(bytes) == 0 || len(workbench) == 0 {
		return r, errors.New("the browser's half measured no keys")
	}
	if len(measured.Links) == 0 {
		return r, errors.New("the browser's half listed no links")
	}
	r.LinkPages = len(measured.Links)
	r.Links = spread{round(percentile(measured.Links, 50), 1), round(percentile(measured.Links, 95), 1)}
	all := slices.Concat(field, bytes)
	r.Keystrokes = len(all) + len(workbench)
	r.Call = round(r.Call, 1)
	work := func(k keystroke) float64 { return k.Work }
	r.Frame = spreadOf(all, func(k keystroke) float64 { return k.Whole })
	r.Keystroke, r.FieldKeystroke, r.BytesKeystroke = spreadOf(all, work), spreadOf(field, work), spreadOf(bytes, work)
	r.WorkbenchKeystroke = spreadOf(workbench, work)
	return r, nil
}

// keystroke is what the browser's half measured of a key, in milliseconds.
type keystroke struct {
	Whole float64 `json:"whole"`
	Work  float64 `json:"work"`
}

func spreadOf(keys []keystroke, of func(keystroke) float64) spread {
	times := make([]float64, len(keys))
	for i, k := range keys {
		times[i] = of(k)
	}
	return spread{round(percentile(times, 50), 2), round(percentile(times, 95), 2)}
}

// benchScript finds the browser's half in the clone that this is run in.
func benchScript() (string, error) {
	root := moduleRoot()
	script := filepath.Join(root, "static", "bench", "wasm.mjs")
	if _, err := os.Stat(script); root == "" || err != nil {
		return "", &exitError{exitUsage, errors.New("this is no clone of netlinklab: the browser's half is in its static/bench")}
	}
	if _, err := os.Stat(filepath.Join(root, "static", "node_modules", "playwright-core")); err != nil {
		return "", &exitError{exitUsage, errors.New("playwright-core is not installed; run: make setup")}
	}
	return script, nil
}

// print shows the figures beside what is wanted.
func (r wasmReport) print() {
	kib := func(n int) string { return fmt.Sprintf("%.1f KiB", float64(n)/1024) }
	printTargets(os.Stdout, []target{
		{"codec of the lessons, brotli", kib(r.WasmBrotli), "under hello world's " + kib(r.HelloBrotli), r.WasmBrotli < r.HelloBrotli},
		{"codec of the workbench, brotli", kib(r.WorkbenchBrotli), fmt.Sprintf("at most 1.3 times, %s", kib(r.HelloBrotli*13/10)), r.WorkbenchBrotli*10 <= r.HelloBrotli*13},
		{"a call", fmt.Sprintf("%.1f ns", r.Call), "under 1000 ns", r.Call < 1000},
		{"keystroke to paint, p95", fmt.Sprintf("%.2f ms", r.Keystroke.P95), "under 8 ms", r.Keystroke.P95 < 8},
		{"1000 links to the list, median", fmt.Sprintf("%.1f ms", r.Links.P50), "under 150 ms", r.Links.P50 < 150},
	})
	fmt.Printf("%-36s %14s\n", "keystroke to paint, median", fmt.Sprintf("%.2f ms", r.Keystroke.P50))
	fmt.Printf("%-36s %14s\n", "with the wait for a frame, p95", fmt.Sprintf("%.2f ms", r.Frame.P95))
	fmt.Printf("%-36s %14s\n", "in the field table, p95", fmt.Sprintf("%.2f ms", r.FieldKeystroke.P95))
	fmt.Printf("%-36s %14s\n", "in the byte view, p95", fmt.Sprintf("%.2f ms", r.BytesKeystroke.P95))
	fmt.Printf("%-36s %14s\n", "in the workbench, p95", fmt.Sprintf("%.2f ms", r.WorkbenchKeystroke.P95))
	fmt.Printf("%-36s %14s\n", "1000 links to the list, p95", fmt.Sprintf("%.1f ms", r.Links.P95))
	fmt.Printf("\nChromium %s, %s, %d keys, %d pages with links\n", r.Chromium, r.Go, r.Keystrokes, r.LinkPages)
}
