// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"

	"netlinklab/backend/oops"
	"netlinklab/wasm/labproto"
)

// printEvent writes an event as a line or a few for people to read.
func printEvent(w io.Writer, e labproto.Event) {
	head := fmt.Sprintf("%10.3f ms  %-12s ", float64(e.Time)/1e6, e.Lane)
	switch e.Kind {
	case labproto.KindStart, labproto.KindLane:
	case labproto.KindEnter:
		fmt.Fprintf(w, "%s%s(%s)\n", head, e.Name, argText(e.Args))
	case labproto.KindReturn:
		result := fmt.Sprint(e.Ret)
		if e.Errno != "" {
			result += " " + e.Errno
		}
		if len(e.Args) > 0 {
			result += "  " + argText(e.Args)
		}
		fmt.Fprintf(w, "%s%s = %s\n", head, e.Name, result)
	case labproto.KindSent, labproto.KindReceived:
		peer := ""
		if e.HasRemote {
			peer = fmt.Sprintf(", peer port %d groups 0x%x", e.Remote.PortID, e.Remote.Groups)
		}
		cut := ""
		if e.Full > 0 {
			cut = fmt.Sprintf(" of %d", e.Full)
		}
		fmt.Fprintf(w, "%s%s %d bytes%s, own port %d%s\n", head, e.Kind, len(e.Data), cut, e.Local.PortID, peer)
		for line := range strings.Lines(hex.Dump(e.Data)) {
			fmt.Fprintf(w, "%29s%s", "", line)
		}
	case labproto.KindOutput:
		for line := range strings.Lines(string(e.Data)) {
			fmt.Fprintf(w, "%s%s: %s\n", head, e.Name, strings.TrimRight(strings.ToValidUTF8(line, "\uFFFD"), "\r\n"))
		}
	case labproto.KindCall, labproto.KindCallRet:
		printRay(w, head, e)
	case labproto.KindExit:
		fmt.Fprintf(w, "%sends with %d %s\n", head, e.Ret, e.Name)
	case labproto.KindEnd:
		fmt.Fprintf(w, "%send: %s\n", head, e.Name)
	case labproto.KindNote:
		if e.Name == labproto.NoteOops {
			fmt.Fprintf(w, "%s%s\n", head, oops.Sentence(e))
			for line := range strings.Lines(e.Text) {
				fmt.Fprintf(w, "%31s%s\n", "", strings.TrimRight(line, "\n"))
			}
			return
		}
		fallthrough
	default:
		fmt.Fprintf(w, "%s%s %s %s\n", head, e.Kind, e.Name, e.Text)
	}
}

// printRay writes a kernel function's entry as "| name {", indented by its
// depth, and its return as "| } name  12.3 us".
func printRay(w io.Writer, head string, e labproto.Event) {
	depth, _ := strconv.Atoi(e.Arg("depth")) // without one it stands at the left
	name := e.Name
	if m := e.Arg("module"); m != "" {
		name += " [" + m + "]"
	}
	indent := strings.Repeat("  ", min(max(depth, 0), maxIndent))
	if e.Kind == labproto.KindCall {
		fmt.Fprintf(w, "%s| %s%s {\n", head, indent, name)
		return
	}
	nanos, _ := strconv.ParseUint(e.Arg("duration_ns"), 10, 64)
	fmt.Fprintf(w, "%s| %s} %s  %.3f us\n", head, indent, name, float64(nanos)/1e3)
}

// maxIndent bounds the depth of a function as it is printed.
const maxIndent = 20

func argText(args []labproto.Arg) string {
	parts := make([]string, len(args))
	for i, a := range args {
		parts[i] = a.Name + "=" + a.Value
	}
	return strings.Join(parts, ", ")
}
