// SPDX-License-Identifier: Apache-2.0

package site

import (
	"fmt"
	"sort"
	"strings"

	"netlinklab/wasm/nlspec"
)

// FoundView is a name that a search found.
type FoundView struct {
	// Kind is a key of words: attribute, message, operation, value, struct, family.
	Kind         string
	Name, Family string
	Number       string
	Href         string
}

// mostFound is how many finds a page shows.
const mostFound = 200

// shortest is the fewest characters that are looked for.
const shortest = 2

// SearchReference finds names that have the words of a query in them, in any
// case. more counts those that are not shown; what begins or equals comes first.
func SearchReference(p Page, query string) (found []FoundView, more int) {
	words := strings.Fields(strings.ToLower(query))
	if len(strings.Join(words, "")) < shortest {
		return nil, 0
	}
	add := func(kind string, f nlspec.Family, name, number, anchor string) {
		lower := strings.ToLower(name)
		for _, w := range words {
			if !strings.Contains(lower, w) && (kind == "family" || !strings.Contains(f.Name(), w)) {
				return
			}
		}
		if !strings.Contains(lower, words[0]) && kind != "family" && len(words) == 1 {
			return
		}
		found = append(found, FoundView{kind, name, f.Name(), number, p.URL("reference/" + f.Name() + anchor)})
	}
	for f := nlspec.Family(1); f.Valid(); f++ {
		searchFamily(f, add)
	}
	rank := func(name string) int {
		lower, whole := strings.ToLower(name), strings.Join(words, " ")
		switch {
		case lower == whole:
			return 0
		case strings.HasPrefix(lower, whole), strings.HasSuffix(lower, "_"+whole):
			return 1
		}
		return 2
	}
	sort.SliceStable(found, func(i, j int) bool { return rank(found[i].Name) < rank(found[j].Name) })
	if len(found) > mostFound {
		more = len(found) - mostFound
		found = found[:mostFound]
	}
	return found, more
}

func searchFamily(f nlspec.Family, add func(kind string, f nlspec.Family, name, number, anchor string)) {
	add("family", f, f.Name(), "", "")
	operation, n := f.Operations()
	for o := operation; o < operation+nlspec.Operation(n); o++ {
		add("operation", f, o.Name(), "", "#op-"+o.Name())
		seen := map[string]bool{}
		for part := range nlspec.PartCount {
			if m := o.Message(part); m.Valid() && !seen[m.Name()] {
				seen[m.Name()] = true
				add("message", f, m.Name(), fmt.Sprint(m.Value()), "#op-"+o.Name())
			}
		}
	}
	set, n := f.Sets()
	for s := set; s < set+nlspec.Set(n); s++ {
		for i := range s.Len() {
			if a := s.At(i); a.Valid() && s.Parent() == 0 {
				add("attribute", f, a.Name(), fmt.Sprint(a.Number()), "#"+setID(s)+"."+a.Name())
			}
		}
	}
	layout, n := f.Layouts()
	for y := layout; y < layout+nlspec.Layout(n); y++ {
		add("struct", f, y.Name(), "", "#"+structID(y))
	}
	enum, n := f.Enums()
	for e := enum; e < enum+nlspec.Enum(n); e++ {
		for i := range e.Len() {
			value, name := e.At(i)
			add("value", f, name, fmt.Sprint(value), "#"+enumID(e))
		}
	}
	group, n := f.Groups()
	for g := group; g < group+nlspec.Group(n); g++ {
		add("group", f, g.Name(), fmt.Sprint(g.Number()), "#groups")
	}
}
