// SPDX-License-Identifier: Apache-2.0

package nlmsg

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
				return without(v, "NLM_F_")
			}
			break
		}
	}
	return ""
}

// without is s with every part taken out. Package strings would be a fiftieth of
// the workbench's download.
func without(s, part string) string {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if len(s)-i >= len(part) && s[i:i+len(part)] == part {
			i += len(part) - 1
			continue
		}
		out = append(out, s[i])
	}
	return string(out)
}

// gist picks what tells messages apart: an error, names, addresses.
func (t *Tree) gist() string {
	var found [gistValues]string
	number, gist := 0, ""
	for i := range t.Nodes {
		if number == gistValues {
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
		if among(found[:number], v) {
			continue
		}
		found[number] = v
		number++
		if gist != "" && v != "" {
			gist += " · "
		}
		gist += v
	}
	return shortened(gist)
}

func among(found []string, v string) bool {
	for _, f := range found {
		if f == v {
			return true
		}
	}
	return false
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
	for len(v) >= 2 && v[len(v)-2:] == `\0` {
		v = v[:len(v)-2]
	}
	return v, true
}

// isAddress says whether a value reads as an IPv4, IPv6 or link-layer address
// that is not all zero.
func isAddress(v string) bool {
	colons, dots, other, zero := 0, 0, false, true
	digits := true // before each dot, and behind the last one
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case c == ':':
			colons++
		case c == '.':
			dots++
			digits = digits && i > 0 && v[i-1] != '.'
		case c >= '0' && c <= '9':
			zero = zero && c == '0'
		case c >= 'a' && c <= 'f':
			digits, zero = false, false
		default:
			other = true
		}
	}
	if colons > 0 {
		return !other && (!zero || dots > 0)
	}
	return !other && digits && dots == 3 && v[len(v)-1] != '.' && v != "0.0.0.0"
}
