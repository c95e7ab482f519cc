// SPDX-License-Identifier: Apache-2.0

package check

import "netlinklab/wasm/labproto"

// Holds tells whether a run keeps the rule: as many events as it counts meet
// all of its conditions, or, for a "no" rule, none does.
func (r Rule) Holds(events []labproto.Event) bool {
	if r.kind == 0 {
		return false
	}
	found := 0
	for i := range events {
		if r.meets(&events[i]) {
			found++
		}
	}
	if r.no {
		return found == 0
	}
	return found >= r.count
}

// Failed gives the positions of the rules that a run does not keep, in order.
func Failed(rules []Rule, events []labproto.Event) []int {
	var out []int
	for i, r := range rules {
		if !r.Holds(events) {
			out = append(out, i)
		}
	}
	return out
}

func (r Rule) meets(e *labproto.Event) bool {
	if e.Kind != r.kind {
		return false
	}
	asksMessage := false
	for i := range r.terms {
		ok, known := r.terms[i].meets(e)
		if known && !ok {
			return false
		}
		asksMessage = asksMessage || !known
	}
	if !asksMessage {
		return true
	}
	for rest := e.Data; ; {
		m, after, ok := cut(rest)
		if !ok {
			return false
		}
		if r.meetsMessage(m) {
			return true
		}
		rest = after
	}
}

// meets asks an event; known is false for a condition on a message in it.
func (t *term) meets(e *labproto.Event) (ok, known bool) {
	switch t.key {
	case "lane":
		return e.Lane == t.text, true
	case "name":
		return e.Name == t.text, true
	case "errno":
		return e.Errno == t.text, true
	case "kind", "function":
		return e.Arg(t.key) == t.text, true
	case "text":
		if e.Kind == labproto.KindOutput {
			return contains(string(e.Data), t.text), true
		}
		return contains(e.Text, t.text), true
	case "step":
		return int64(e.Step) == t.num, true
	case "ret":
		return e.Ret == t.num, true
	case "from":
		return e.HasRemote && int64(e.Remote.PortID) == t.num, true
	case "groups":
		return e.HasRemote && int64(e.Remote.Groups) == t.num, true
	case "size":
		return int64(len(e.Data)) == t.num, true
	case "messages":
		return int64(whole(e.Data)) == t.num, true
	}
	return false, false
}

func contains(s, part string) bool {
	for i := 0; i+len(part) <= len(s); i++ {
		if s[i:i+len(part)] == part {
			return true
		}
	}
	return false
}
