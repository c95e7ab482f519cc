// SPDX-License-Identifier: Apache-2.0

package nlspecgen_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"netlinklab/backend/guest/guesttest"
	"netlinklab/wasm/nlspec"
)

// number is what the tables have names for: an enum, or a set's attributes.
type number struct {
	header, where string
	names         []string
}

// numbers lists what the tables name, by the enums that they stand in.
func numbers() []number {
	var out []number
	for f := nlspec.Family(1); f.Valid(); f++ {
		first, n := f.Enums()
		for e := first; e < first+nlspec.Enum(n); e++ {
			one := number{header: e.Header(), where: f.Name() + " enum " + e.Name()}
			for i := range e.Len() {
				_, name := e.At(i)
				one.names = append(one.names, name)
			}
			out = append(out, one)
		}
		set, n := f.Sets()
		for s := set; s < set+nlspec.Set(n); s++ {
			one := number{header: s.Header(), where: f.Name() + " set " + s.Name()}
			for i := range s.Len() {
				if a := s.At(i); a != 0 {
					one.names = append(one.names, a.Name())
				}
			}
			if s.Parent() == 0 {
				out = append(out, one)
			}
		}
	}
	return slices.DeleteFunc(out, func(n number) bool { return n.header == "" })
}

var (
	comments   = regexp.MustCompile(`(?s)/\*.*?\*/|//[^\n]*`)
	directives = regexp.MustCompile(`(?m)^[ \t]*#(?:[^\n]*\\\n)*[^\n]*$`)
	cEnums     = regexp.MustCompile(`(?s)\benum\b\s*\w*\s*\{(.*?)\}`)
	parens     = regexp.MustCompile(`\([^()]*\)`)
	identifier = regexp.MustCompile(`^\s*([A-Za-z_]\w*)`)
	// bounds are what headers count with.
	bounds = regexp.MustCompile(`^_|_(MAX|UNSPEC|LAST|NUM|CNT|COUNT|END|UNDEFINED)$|^(NUM|MAX)_|_(MAX|NUM)_`)
)

// enumsOf gives the names of a header's enums, one list for each.
func enumsOf(header string) [][]string {
	text := directives.ReplaceAllString(comments.ReplaceAllString(header, ""), "")
	var out [][]string
	for _, m := range cEnums.FindAllStringSubmatch(text, -1) {
		body := m[1]
		for parens.MatchString(body) {
			body = parens.ReplaceAllString(body, "")
		}
		var names []string
		for entry := range strings.SplitSeq(body, ",") {
			if id := identifier.FindStringSubmatch(entry); id != nil {
				names = append(names, id[1])
			}
		}
		out = append(out, names)
	}
	return out
}

// leftOut reads testdata/leftout.txt: names by place, "*" for all that the place
// lacks, "+" for names of a second enum.
func leftOut(t *testing.T) map[string]bool {
	t.Helper()
	b, err := os.ReadFile("testdata/leftout.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]bool{}
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			lines[line] = false
		}
	}
	return lines
}

// TestHeaderEnums compares each enum and each set of the tables with the C enum
// that it stands in: its names are all of that one, and none of that one's are
// left out but for those in testdata/leftout.txt.
func TestHeaderEnums(t *testing.T) {
	im, _ := guesttest.Image(t)
	known := leftOut(t)
	excused := func(where string, names ...string) bool {
		for _, name := range names {
			if _, there := known[where+" "+name]; there {
				known[where+" "+name] = true
				return true
			}
		}
		return false
	}
	headers := map[string][][]string{}
	for _, n := range numbers() {
		enums, read := headers[n.header]
		if !read {
			// TestHeaders lists what is in no header.
			b, _ := os.ReadFile(filepath.Join(im.SDK, "usr/include", n.header))
			enums = enumsOf(string(b))
			headers[n.header] = enums
		}
		own := ownEnum(enums, n.names)
		for _, name := range own {
			if !slices.Contains(n.names, name) && !bounds.MatchString(name) && !excused(n.where, name, "*") {
				t.Errorf("%s: %s lacks %s", n.header, n.where, name)
			}
		}
		for _, name := range n.names {
			elsewhere := slices.ContainsFunc(enums, func(e []string) bool { return slices.Contains(e, name) })
			if own != nil && elsewhere && !slices.Contains(own, name) && !excused(n.where, "+") {
				t.Errorf("%s: %s has %s of another enum", n.header, n.where, name)
			}
		}
	}
	for line, met := range known {
		if !met {
			t.Errorf("testdata/leftout.txt: %s: nothing of it is left out", line)
		}
	}
}

// ownEnum is the one that has most of some names, nil if none has any.
func ownEnum(enums [][]string, of []string) []string {
	var own []string
	most := 0
	for _, names := range enums {
		has := 0
		for _, name := range names {
			if slices.Contains(of, name) {
				has++
			}
		}
		if has > most {
			most, own = has, names
		}
	}
	return own
}
