// SPDX-License-Identifier: Apache-2.0

package nlspecgen

import (
	"cmp"
	"slices"
)

// arrange gives everything its position. What belongs to a family stands
// together; message types stand in the order in which they are looked for:
// by protocol (generic families last), number, address family and direction.
func (r *resolver) arrange() {
	number := func(pos *int, i int) { *pos = i + 1 }
	byFamily(r.enums, func(e *enum) *family { return e.family })
	byFamily(r.layouts, func(l *layout) *family { return l.family })
	byFamily(r.sets, func(s *set) *family { return s.family })
	byFamily(r.subs, func(s *sub) *family { return s.family })
	for i, e := range r.enums {
		number(&e.pos, i)
	}
	for i, l := range r.layouts {
		number(&l.pos, i)
	}
	for i, s := range r.subs {
		number(&s.pos, i)
	}
	for i, o := range r.ops {
		number(&o.pos, i)
	}
	for i, g := range r.groups {
		number(&g.pos, i)
	}
	next := 1
	for i, s := range r.sets {
		number(&s.pos, i)
		next += s.place(next)
	}
	slices.SortStableFunc(r.messages, func(a, b *message) int {
		return cmp.Or(cmp.Compare(a.family.lane(), b.family.lane()), cmp.Compare(a.value, b.value),
			cmp.Compare(a.af, b.af), cmp.Compare(a.direction, b.direction))
	})
	for i, m := range r.messages {
		number(&m.pos, i)
		if i > 0 {
			if p := r.messages[i-1]; p.family.lane() == m.family.lane() && p.value == m.value && p.af == m.af && p.direction == m.direction {
				r.errorf(m.family, "type %#x is %s there and %s in %s", m.value, m.name, p.name, p.family.name)
			}
		}
	}
}

func byFamily[T any](list []T, of func(T) *family) {
	slices.SortStableFunc(list, func(a, b T) int { return of(a).pos - of(b).pos })
}

// lane is what a type's number is unique in: a protocol, or a generic family.
func (f *family) lane() int {
	if f.generic != "" {
		return 1000 + f.pos
	}
	return int(f.protocol)
}

// place puts a set's own attributes at next and gives how many places they
// take: numbers without an attribute leave an empty one. Subsets take none but
// for what they change.
func (s *set) place(next int) int {
	if len(s.attrs) == 0 {
		return 0
	}
	if s.parent != nil {
		taken := 0
		for _, a := range s.attrs {
			if a.inherited == nil {
				a.pos = next + taken
				taken++
			}
		}
		return taken
	}
	first := s.attrs[0].number
	for _, a := range s.attrs {
		a.pos = next + int(a.number-first)
	}
	return int(s.attrs[len(s.attrs)-1].number-first) + 1
}

// place is where an attribute stands, its parent's place if it is the same.
func (a *attr) place() int {
	for a.inherited != nil {
		a = a.inherited
	}
	return a.pos
}
