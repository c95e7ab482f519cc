// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
)

// gccDiagnostic is an element of what gcc 14 prints for
// -fdiagnostics-format=json (GCC manual, "Diagnostic Message Formatting Options").
type gccDiagnostic struct {
	Kind      string          `json:"kind"`
	Message   string          `json:"message"`
	Option    string          `json:"option"`
	Locations []gccLocation   `json:"locations"`
	Children  []gccDiagnostic `json:"children"`
}

type gccLocation struct {
	Caret  gccPoint `json:"caret"`
	Finish gccPoint `json:"finish"`
}

type gccPoint struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"byte-column"`
}

// readDiagnostics takes apart what the tools printed: gcc's JSON arrays, each
// at the beginning of a line, between lines of make, modpost and the linker.
func readDiagnostics(printed []byte) (list []Diagnostic, rest string) {
	var other strings.Builder
	for len(printed) > 0 && len(list) < maxDiagnostics {
		if printed[0] == '[' {
			var found []gccDiagnostic
			d := json.NewDecoder(bytes.NewReader(printed))
			if d.Decode(&found) == nil {
				for _, g := range found {
					list = append(list, g.diagnostic())
				}
				printed = bytes.TrimLeft(printed[d.InputOffset():], "\n")
				continue
			}
		}
		line, after, _ := bytes.Cut(printed, []byte("\n"))
		printed = after
		text := strings.ToValidUTF8(string(line), "\uFFFD")
		if d, ok := readLine(text); ok {
			list = append(list, d)
		} else if tells(text) && other.Len()+len(text) < restBytes {
			other.WriteString(text + "\n")
		}
	}
	return list[:min(len(list), maxDiagnostics)], other.String()
}

func (g gccDiagnostic) diagnostic() Diagnostic {
	d := Diagnostic{Severity: severity(g.Kind), Text: g.Message, Option: g.Option, Drift: findDrift(g.Message)}
	if len(g.Locations) > 0 {
		at := g.Locations[0]
		d.File, d.Line, d.Column = ownName(at.Caret.File), at.Caret.Line, at.Caret.Column
		if ownName(at.Finish.File) == d.File {
			d.EndLine, d.EndColumn = at.Finish.Line, at.Finish.Column
		}
	}
	for _, c := range g.Children {
		d.Notes = append(d.Notes, c.diagnostic())
	}
	return d
}

func severity(kind string) Severity {
	switch kind {
	case "warning", "note":
		return Severity(kind)
	}
	return Error // error, fatal error, sorry, internal compiler error
}

// ownName is a file as the learner knows it.
func ownName(file string) string {
	return strings.TrimPrefix(strings.TrimPrefix(file, "/mnt/"), "./")
}

var (
	modpostUndefined = regexp.MustCompile(`^ERROR: modpost: "(.+)" \[.*\] undefined!$`)
	modpostError     = regexp.MustCompile(`^(ERROR|WARNING): modpost: (.+?)(?: in /mnt/\S+)?$`)
	linkUndefined    = regexp.MustCompile("^.*?([A-Za-z0-9_-]+\\.c):(\\d+):(?:\\(\\S+\\):)? (undefined reference to .+)$")
	linkNoLine       = regexp.MustCompile("^.*\\(\\.[a-z.]+\\+0x[0-9a-f]+\\): (undefined reference to .+|multiple definition of .+)$")
)

// readLine reads what the tools behind the compiler say, which is no JSON.
func readLine(line string) (Diagnostic, bool) {
	if m := modpostUndefined.FindStringSubmatch(line); m != nil {
		text := "the kernel exports no symbol " + m[1]
		return Diagnostic{Severity: Error, Text: text, Drift: findDrift("implicit declaration of function '" + m[1] + "'")}, true
	}
	if m := modpostError.FindStringSubmatch(line); m != nil {
		d := Diagnostic{Severity: Error, Text: m[2], Drift: findDrift(m[2])}
		if m[1] == "WARNING" {
			d.Severity = Warning
		}
		return d, true
	}
	if d, ok := readGoLine(line); ok {
		return d, true
	}
	if m := linkUndefined.FindStringSubmatch(line); m != nil {
		n, err := strconv.Atoi(m[2])
		if err == nil {
			return Diagnostic{Severity: Error, File: m[1], Line: n, Column: 1, Text: m[3]}, true
		}
	}
	if m := linkNoLine.FindStringSubmatch(line); m != nil {
		return Diagnostic{Severity: Error, Text: m[1]}, true
	}
	return Diagnostic{}, false
}

// tells leaves out lines that only repeat that something failed.
func tells(line string) bool {
	for _, noise := range []string{"make[", "make: ", "Skipping BTF generation", "collect2: error: ld returned", "compilation terminated.", "/usr/bin/ld: /tmp/", "# learner"} {
		if strings.HasPrefix(line, noise) {
			return false
		}
	}
	return strings.TrimSpace(line) != ""
}
