// SPDX-License-Identifier: Apache-2.0

package nlmsg

import (
	"slices"
	"strconv"
	"strings"
)

// How many values tell messages apart in a list, and how many characters of them.
const (
	gistValues  = 3
	gistLongest = 80
)

// AppendSummary appends what a list says of the first message, as JSON, at a
// small part of the cost of AppendJSON:
//
//	{"name":"RTM_NEWLINK","flags":"MULTI","problems":0,"gist":"veth0 · noqueue"}
//
// name is "" for bytes that are too few for a message.
func (t *Tree) AppendSummary(dst []byte) []byte {
	name := ""
	if len(t.Nodes) > 0 && t.Nodes[0].Kind == KindMessage {
		name = t.Nodes[0].Name
	}
	dst = text(dst, `{"name":`, name)
	dst = text(dst, `,"flags":`, t.flagsGist())
	dst = number(dst, `,"problems":`, len(t.Problems))
	dst = text(dst, `,"gist":`, t.gist())
	return append(dst, '}')
}

// flagsGist is the first message's flags without what all their names begin with.
func (t *Tree) flagsGist() string {
	for i := range t.Nodes {
		if t.Nodes[i].Name == "nlmsg_flags" {
			if v := t.Text(i); v != "0" {
				return strings.ReplaceAll(v, "NLM_F_", "")
			}
			break
		}
	}
	return ""
}

// gist picks what tells messages apart: an error, names, addresses.
func (t *Tree) gist() string {
	found := make([]string, 0, gistValues)
	for i := range t.Nodes {
		if len(found) == gistValues {
			break
		}
		n := &t.Nodes[i]
		if !n.Leaf {
			continue
		}
		v := t.Text(i)
		if inner, ok := unquoted(v); ok {
			v = inner
		} else if !isAddress(v) && (n.CType != "int" || n.Name != "error" || v == "") {
			continue
		}
		if !slices.Contains(found, v) {
			found = append(found, v)
		}
	}
	found = slices.DeleteFunc(found, func(v string) bool { return v == "" })
	return shortened(strings.Join(found, " · "))
}

// shortened cuts what is too long for a row, and says so.
func shortened(s string) string {
	n := 0
	cut := 0
	for at := range s {
		if n == gistLongest-1 {
			cut = at
		}
		n++
	}
	if n <= gistLongest {
		return s
	}
	return s[:cut] + "…"
}

// unquoted is a string's text without the NULs at its end.
func unquoted(v string) (inner string, ok bool) {
	if len(v) < 2 || v[0] != '"' || v[len(v)-1] != '"' {
		return "", false
	}
	v = v[1 : len(v)-1]
	for strings.HasSuffix(v, `\0`) {
		v = v[:len(v)-2]
	}
	return v, true
}

// isAddress says whether a value reads as an IPv4, IPv6 or link-layer address
// that is not all zero.
func isAddress(v string) bool {
	if strings.Contains(v, ":") {
		return strings.Trim(v, "0123456789abcdef:.") == "" && strings.Trim(v, "0:") != ""
	}
	parts := 0
	for part := range strings.SplitSeq(v, ".") {
		if _, err := strconv.ParseUint(part, 10, 32); err != nil {
			return false
		}
		parts++
	}
	return parts == 4 && v != "0.0.0.0"
}
