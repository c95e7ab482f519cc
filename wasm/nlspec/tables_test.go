// SPDX-License-Identifier: Apache-2.0

package nlspec

import (
	"strings"
	"testing"
)

// Every row refers to rows that are there, and every list is in the order that
// the searches rely on.

func TestAttributeTables(t *testing.T) {
	for i := range attrs {
		a := Attribute(i)
		if !a.Valid() {
			continue
		}
		r := a.row()
		within(t, a.Name(), "nested set", int(a.Nested()), len(sets))
		within(t, a.Name(), "struct", int(a.Layout()), len(layouts))
		within(t, a.Name(), "enum", int(a.Enum()), len(enums))
		if a.Number() > 0x3fff {
			t.Errorf("%s: number %#x has flag bits", a.Name(), a.Number())
		}
		if (a.Kind() == KindStruct || a.Kind() == KindRecords || a.Kind() == KindMessage) && !a.Layout().Valid() {
			t.Errorf("%s has no struct", a.Name())
		}
		if a.Kind() == KindSub {
			s, selector := a.Sub()
			if !s.Valid() || s.Len() == 0 {
				t.Errorf("%s chooses from nothing", a.Name())
			}
			if selector != 0 && !selector.Valid() {
				t.Errorf("%s is chosen by an attribute that is not there", a.Name())
			}
		}
		if a.Bits() && !a.Enum().Valid() {
			t.Errorf("%s has bits without names", a.Name())
		}
		if a.Kind() == KindVector && (a.Size() == 0 || a.Element() == KindBytes) {
			t.Errorf("%s: vector of %d bytes of kind %d", a.Name(), a.Size(), r.elem)
		}
	}
}

func within(t *testing.T, name, what string, at, count int) {
	t.Helper()
	if at < 0 || at >= count {
		t.Errorf("%s: %s %d of %d", name, what, at, count)
	}
}

func TestSets(t *testing.T) {
	for s := Set(1); s.Valid(); s++ {
		last := -1
		names := map[string]bool{}
		for i := range s.Len() {
			a := s.At(i)
			if a == 0 {
				continue
			}
			if n := int(a.Number()); n <= last {
				t.Errorf("%s/%s: %s has number %d behind %d", s.Family().Name(), s.Name(), a.Name(), n, last)
			} else {
				last = n
			}
			if names[a.Name()] {
				t.Errorf("%s/%s: %s is there twice", s.Family().Name(), s.Name(), a.Name())
			}
			names[a.Name()] = true
			if got := s.Find(a.Number()); got != a {
				t.Errorf("%s: Find(%d) = %s, want %s", s.Name(), a.Number(), got.Name(), a.Name())
			}
			if got := s.ByName(a.Name()); got != a {
				t.Errorf("%s: ByName(%s) = %s", s.Name(), a.Name(), got.Name())
			}
			if short, ok := strings.CutPrefix(a.Name(), s.Prefix()); ok && short != "" {
				if got := s.ByName(strings.ToLower(strings.ReplaceAll(short, "_", "-"))); got != a {
					t.Errorf("%s: ByName(%s) = %s", s.Name(), short, got.Name())
				}
			}
		}
		if p := s.Parent(); p != 0 && p.Parent() != 0 {
			t.Errorf("%s is a subset of a subset", s.Name())
		}
	}
}

// TestFindAnyNumber finds nothing but what has the number.
func TestFindAnyNumber(t *testing.T) {
	for s := Set(0); int(s) < len(sets)+2; s++ {
		if s.row().every {
			if a := s.Find(7); a != s.At(0) || !a.Valid() || s.Len() != 1 {
				t.Errorf("%s is a list of one attribute: Find(7) = %s", s.Name(), a.Name())
			}
			continue
		}
		for n := range uint16(400) {
			if a := s.Find(n); a != 0 && (a.Number() != n || !a.Valid()) {
				t.Fatalf("%s: Find(%d) has number %d", s.Name(), n, a.Number())
			}
		}
		for _, n := range []uint16{0x3fff, 0x4000, 0x8000, 0xffff} {
			if a := s.Find(n); a != 0 {
				t.Fatalf("%s: Find(%d) = %s", s.Name(), n, a.Name())
			}
		}
	}
}

func TestEnums(t *testing.T) {
	for e := Enum(1); e.Valid(); e++ {
		if e.Len() == 0 {
			t.Errorf("%s/%s is empty", e.Family().Name(), e.Name())
		}
		last := int64(-1)
		for i := range e.Len() {
			v, name := e.At(i)
			if int64(v) < last {
				t.Errorf("%s: %s = %d stands behind %d", e.Name(), name, v, last)
			}
			if e.Flags() && (v == 0 || v&(v-1) != 0) {
				t.Errorf("%s: flag %s is %#x", e.Name(), name, v)
			}
			if got, ok := e.Value(name); !ok || got != v {
				t.Errorf("%s: Value(%s) = %d, %t", e.Name(), name, got, ok)
			}
			first := e.Find(v)
			if at, ok := e.Value(first); !ok || at != v {
				t.Errorf("%s: Find(%d) = %q", e.Name(), v, first)
			}
			last = int64(v)
		}
		if got := e.Find(uint64(last) + 1); got != "" {
			t.Errorf("%s: Find(%d) = %s, behind the last", e.Name(), last+1, got)
		}
	}
}

func TestLayouts(t *testing.T) {
	for l := Layout(1); l.Valid(); l++ {
		at := 0
		for i := range l.Len() {
			m := l.Member(i)
			if m.Offset != at {
				t.Errorf("%s.%s stands at %d, not %d", l.Name(), m.Name, m.Offset, at)
			}
			if m.Size < 1 {
				t.Errorf("%s.%s has size %d", l.Name(), m.Name, m.Size)
			}
			if m.Count == 0 && i != l.Len()-1 {
				t.Errorf("%s.%s has no end and is not last", l.Name(), m.Name)
			}
			if m.Kind == KindStruct && (!m.Layout.Valid() || m.Layout.Size() != m.Size) {
				t.Errorf("%s.%s is no struct of %d bytes", l.Name(), m.Name, m.Size)
			}
			if (m.Enum != 0 && !m.Enum.Valid()) || (m.Bits && m.Enum == 0) {
				t.Errorf("%s.%s: enum %d", l.Name(), m.Name, m.Enum)
			}
			at += m.Size * m.Count
		}
		if at != l.Size() {
			t.Errorf("%s: members make %d bytes of %d", l.Name(), at, l.Size())
		}
	}
}

func TestSubMessages(t *testing.T) {
	for s := SubMessage(1); s.Valid(); s++ {
		seen := map[string]bool{}
		for i := range s.Len() {
			f := s.At(i)
			if seen[f.Value] {
				t.Errorf("%s: %q is there twice", s.Name(), f.Value)
			}
			seen[f.Value] = true
			if int(f.Set) >= len(sets) || int(f.Layout) >= len(layouts) {
				t.Errorf("%s: %q leads nowhere", s.Name(), f.Value)
			}
			if got, ok := s.Find([]byte(f.Value + "\x00")); !ok || got != f {
				t.Errorf("%s: Find(%q) = %v, %t", s.Name(), f.Value, got, ok)
			}
			if f.Number != 0 {
				if got, ok := s.FindNumber(f.Number); !ok || got.Number != f.Number {
					t.Errorf("%s: FindNumber(%d) = %v, %t", s.Name(), f.Number, got, ok)
				}
			}
		}
		if s.Family().SubMessage(s.Name()) != s {
			t.Errorf("%s is not found by its name", s.Name())
		}
	}
}
