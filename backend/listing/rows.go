// SPDX-License-Identifier: Apache-2.0

package listing

import (
	"strings"
	"unicode"

	"netlinklab/wasm/nlmsg"
)

// row is a line of the listing before it is laid out; a long one takes several.
type row struct {
	node     int
	at, size int
	depth    int
	name     string
	nameInk  ink
	value    string
	// parts are the nodes whose bytes the row shows, none for one whose
	// children show theirs.
	parts    []int
	problems []nlmsg.Problem
}

// tree is a decoded input with what the codec's flat list does not say at once.
type tree struct {
	*nlmsg.Tree
	children [][]int
	problems map[int][]nlmsg.Problem
}

func newTree(t *nlmsg.Tree) *tree {
	w := &tree{Tree: t, children: make([][]int, len(t.Nodes)), problems: map[int][]nlmsg.Problem{}}
	for i := range t.Nodes {
		if p := t.Nodes[i].Parent; p >= 0 {
			w.children[p] = append(w.children[p], i)
		}
	}
	for _, p := range t.Problems {
		w.problems[p.Node] = append(w.problems[p.Node], p)
	}
	return w
}

// rows lists node i and what is in it.
func (t *tree) rows(dst []row, i int, full bool) []row {
	n := &t.Nodes[i]
	r := row{node: i, at: int(n.Offset), size: int(n.Length), depth: int(n.Depth), name: n.Name, nameInk: bold, problems: t.problems[i]}
	if n.Leaf {
		r.nameInk, r.value, r.parts = plain, t.shown(i), []int{i}
		if n.Kind == nlmsg.KindPadding {
			r.nameInk = dim
		}
		return append(dst, r)
	}
	if r.name == "" {
		r.name = t.number(i)
	}
	rest := t.children[i]
	if n.Kind == nlmsg.KindAttr && !full {
		own, inner, value := t.attr(i)
		r.parts, rest = own, inner
		if value >= 0 {
			r.nameInk, r.value = plain, t.shown(value)
		}
		for _, part := range own {
			r.problems = append(r.problems, t.problems[part]...)
		}
	}
	dst = append(dst, r)
	for _, c := range rest {
		dst = t.rows(dst, c, full)
	}
	return dst
}

// attr sorts what is in an attribute: the nodes that its own row shows, those
// that need rows, and the one leaf that is its value, or -1.
func (t *tree) attr(i int) (own, inner []int, value int) {
	value = -1
	for _, c := range t.children[i] {
		n := &t.Nodes[c]
		switch {
		case n.Kind == nlmsg.KindPadding && len(inner) > 0:
			inner = append(inner, c) // behind what has rows, and so shown behind it
		case n.Leaf && len(inner) == 0 && (n.Kind == nlmsg.KindPadding || n.Kind == nlmsg.KindPayload || n.Name == "nla_len" || n.Name == "nla_type"):
			own = append(own, c)
			if n.Kind == nlmsg.KindPayload {
				value = c
			}
		default:
			inner = append(inner, c)
		}
	}
	return own, inner, value
}

// number names an attribute that has no name by its nla_type.
func (t *tree) number(i int) string {
	for _, c := range t.children[i] {
		if t.Nodes[c].Name == "nla_type" {
			return t.Text(c)
		}
	}
	return t.Nodes[i].Kind.String()
}

// shown is a leaf's value for people: bytes that read as nothing but bytes
// stand in their own column already.
func (t *tree) shown(i int) string {
	text := t.Text(i)
	if len(text) == 3*int(t.Nodes[i].Length)-1 && text == spaced(t.Data(&t.Nodes[i])) {
		return ""
	}
	if len(text) > 3 && text == spaced(t.Data(&t.Nodes[i])[:min(textBytes, int(t.Nodes[i].Length))])+"…" {
		return ""
	}
	return tame(text)
}

// tame writes control characters as \u00nn: C1 ones, which the codec leaves in
// texts, may move a terminal's cursor.
func tame(text string) string {
	if !strings.ContainsFunc(text, unicode.IsControl) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if unicode.IsControl(r) {
			b.WriteString(`\u00`)
			b.WriteByte(hexDigits[r>>4&15])
			b.WriteByte(hexDigits[r&15])
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// textBytes is how many bytes the codec's text of raw bytes shows.
const textBytes = 256

const hexDigits = "0123456789abcdef"

func spaced(b []byte) string {
	out := make([]byte, 0, 3*len(b))
	for i, c := range b {
		if i > 0 {
			out = append(out, ' ')
		}
		out = append(out, hexDigits[c>>4], hexDigits[c&15])
	}
	return string(out)
}
