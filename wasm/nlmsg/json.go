// SPDX-License-Identifier: Apache-2.0

package nlmsg

import "strconv"

// AppendJSON appends the tree as the page's JavaScript wants it:
//
//	{"nodes":[{"parent":-1,"depth":0,"offset":0,"length":21,"kind":"message",
//	  "name":"NLTEST_ECHO","ctype":"","tag":"","leaf":false,"value":""},…],
//	 "problems":[{"code":"len-too-big","offset":0,"length":4,"node":2}]}
//
// A node whose value has names also has "enum", one that holds attributes "set":
// rows of the tables.
func (t *Tree) AppendJSON(dst []byte) []byte {
	dst = append(dst, `{"nodes":[`...)
	nodes := t.Nodes
	for i := range nodes {
		n := &nodes[i]
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = number(dst, `{"parent":`, int(n.Parent))
		dst = number(dst, `,"depth":`, int(n.Depth))
		dst = number(dst, `,"offset":`, int(n.Offset))
		dst = number(dst, `,"length":`, int(n.Length))
		dst = text(dst, `,"kind":`, n.Kind.String())
		dst = text(dst, `,"name":`, n.Name)
		dst = text(dst, `,"ctype":`, n.CType)
		tag := ""
		if n.Tag != 0 {
			tag = string(rune(n.Tag))
		}
		dst = text(dst, `,"tag":`, tag)
		dst = append(dst, `,"leaf":`...)
		dst = strconv.AppendBool(dst, n.Leaf)
		dst = text(dst, `,"value":`, t.Text(i))
		dst = t.refs(dst, n)
		dst = append(dst, '}')
	}
	dst = append(dst, `],"problems":[`...)
	for i, p := range t.Problems {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = text(dst, `{"code":`, string(p.Code))
		dst = number(dst, `,"offset":`, p.Offset)
		dst = number(dst, `,"length":`, p.Length)
		dst = number(dst, `,"node":`, p.Node)
		dst = append(dst, '}')
	}
	return append(dst, `]}`...)
}

// refs appends the table rows that a node refers to, as package nlbuild
// describes them.
func (t *Tree) refs(dst []byte, n *Node) []byte {
	if n.Enum != 0 {
		dst = number(dst, `,"enum":`, int(n.Enum))
	}
	if n.Kind == KindMessage || n.Kind == KindAttr || n.Kind == KindRecord {
		if set := t.Spans[n.Span].Inner(); set != 0 {
			dst = number(dst, `,"set":`, int(set))
		}
	}
	return dst
}

//go:noinline
func number(dst []byte, key string, v int) []byte {
	return strconv.AppendInt(append(dst, key...), int64(v), 10)
}

// text appends a JSON string; what is rendered is valid UTF-8 already.
//
//go:noinline
func text(dst []byte, key, v string) []byte {
	dst = append(append(dst, key...), '"')
	for i := range len(v) {
		switch c := v[i]; {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c < ' ' || c == '<' || c == '>' || c == '&':
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}
