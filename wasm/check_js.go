// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strconv"
	"strings"

	"netlinklab/wasm/check"
	"netlinklab/wasm/labproto"
)

// checkRun judges a run: the first n bytes of input are an exercise's rules,
// one a line, the next m a transcript as JSON. The result is a JSON array with
// the positions of the rules that the run does not keep.
//
//go:wasmexport checkRun
func checkRun(n, m int32) int32 {
	t, err := labproto.ParseTranscriptJSON(in[n : n+m])
	if err != nil {
		return failed(labproto.CodeProgram, err)
	}
	var rules []check.Rule
	for rest, more := string(in[:n]), true; more; {
		var line string
		line, rest, more = strings.Cut(rest, "\n")
		r, err := check.Parse(line)
		if err != nil {
			return failed(labproto.CodeProgram, err)
		}
		rules = append(rules, r)
	}
	out = append(out[:0], '[')
	for i, at := range check.Failed(rules, t.Events) {
		if i > 0 {
			out = append(out, ',')
		}
		out = strconv.AppendInt(out, int64(at), 10)
	}
	return done(append(out, ']'))
}
