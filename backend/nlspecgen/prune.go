// SPDX-License-Identifier: Apache-2.0

package nlspecgen

import (
	"slices"

	"netlinklab/wasm/nlspec"
)

// pruner marks what messages lead to.
type pruner struct {
	sets    map[*set]bool
	enums   map[*enum]bool
	layouts map[*layout]bool
}

// prune makes small tables: sub-messages go, their attributes become bytes, and
// so does everything that messages do not lead to any more. Tables that others
// refer to by name stay.
func (r *resolver) prune() {
	for _, s := range r.sets {
		for _, a := range s.attrs {
			if a.kind == nlspec.KindSub {
				a.kind, a.sub, a.selector = nlspec.KindBytes, nil, nil
			}
		}
	}
	r.subs = nil
	p := pruner{map[*set]bool{}, map[*enum]bool{}, map[*layout]bool{}}
	for _, m := range r.messages {
		p.set(m.set)
		p.layout(m.layout)
	}
	for _, o := range r.ops {
		p.set(o.set)
	}
	for _, s := range r.sets {
		if s.family.protocol == none {
			p.set(s)
		}
	}
	r.sets = slices.DeleteFunc(r.sets, func(s *set) bool { return !p.sets[s] })
	r.enums = slices.DeleteFunc(r.enums, func(e *enum) bool { return !p.enums[e] && e.family.protocol != none })
	r.layouts = slices.DeleteFunc(r.layouts, func(l *layout) bool { return !p.layouts[l] && l.family.protocol != none })
}

func (p *pruner) set(s *set) {
	if s == nil || p.sets[s] {
		return
	}
	p.sets[s] = true
	p.set(s.parent)
	for _, a := range s.attrs {
		p.set(a.nested)
		p.layout(a.layout)
		p.enums[a.enum] = true
	}
}

func (p *pruner) layout(l *layout) {
	if l == nil || p.layouts[l] {
		return
	}
	p.layouts[l] = true
	for _, m := range l.members {
		p.layout(m.layout)
		p.enums[m.enum] = true
	}
}
