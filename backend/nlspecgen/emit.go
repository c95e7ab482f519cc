// SPDX-License-Identifier: Apache-2.0

package nlspecgen

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"

	"netlinklab/wasm/nlspec"
)

// emitter writes a model as the Go source of package nlspec's tables.
type emitter struct {
	*model
	names *pool
	words *pool // what browsers are not sent (type word in package nlspec)
	lists lists
	out   bytes.Buffer
	errs  []error
}

// lists holds the attribute numbers of operations, equal lists once.
type lists struct {
	numbers []uint16
	at      map[string]int
}

func (l *lists) add(list []uint16) int {
	if len(list) == 0 {
		return 0
	}
	key := fmt.Sprint(list)
	if at, ok := l.at[key]; ok {
		return at
	}
	at := len(l.numbers)
	l.at[key] = at
	l.numbers = append(l.numbers, list...)
	return at
}

func (e *emitter) name(s string) uint32 {
	n, err := e.names.add(s)
	if err != nil {
		e.errs = append(e.errs, err)
	}
	return n
}

func (e *emitter) word(s string) uint32 {
	n, err := e.words.add(s)
	if err != nil {
		e.errs = append(e.errs, err)
	}
	return n
}

func (e *emitter) printf(f string, args ...any) { fmt.Fprintf(&e.out, f, args...) }

// fit reports a number that its field cannot hold.
func (e *emitter) fit(n int, bits int, what string) int {
	if n < 0 || n >= 1<<bits {
		e.errs = append(e.errs, fmt.Errorf("%s: %d does not fit %d bits", what, n, bits))
	}
	return n
}

func flag(set bool, bit int) int {
	if set {
		return bit
	}
	return 0
}

// emit gives the source, without the head that records where it came from.
func emit(m *model) ([]byte, error) {
	e := &emitter{model: m, names: newPool(), words: newPool(), lists: lists{at: map[string]int{}}}
	e.nameColumns()
	e.attrTables()
	e.enumTables()
	e.layoutTables()
	e.messageTables()
	e.familyTables()
	e.printf("const names = %s\n\nconst words = %s\n", e.names.source(), e.words.source())
	if err := errors.Join(e.errs...); err != nil {
		return nil, err
	}
	return format.Source(e.out.Bytes())
}

func pos[T any](p *T, of func(*T) int) int {
	if p == nil {
		return 0
	}
	return of(p)
}

func enumPos(e *enum) int       { return pos(e, func(e *enum) int { return e.pos }) }
func layoutPos(l *layout) int   { return pos(l, func(l *layout) int { return l.pos }) }
func setPos(s *set) int         { return pos(s, func(s *set) int { return s.pos }) }
func messagePos(m *message) int { return pos(m, func(m *message) int { return m.pos }) }

// attrTables writes sets, attributes, subsets and sub-messages.
func (e *emitter) attrTables() {
	var uses []string
	var subset []int
	numbers := []int{0}
	e.printf("var attrs = [...]attrRecord{\n{},\n")
	next := 1
	for _, s := range e.sets {
		for _, a := range s.attrs {
			if a.inherited != nil {
				continue
			}
			for ; next < a.pos; next++ {
				e.printf("{},\n")
				numbers = append(numbers, 0)
			}
			next++
			numbers = append(numbers, int(a.number))
			ref, aux := setPos(a.nested), enumPos(a.enum)
			switch {
			case a.kind == nlspec.KindRecords || a.kind == nlspec.KindMessage:
				aux = layoutPos(a.layout)
			case a.layout != nil:
				ref = layoutPos(a.layout)
			case a.sub != nil:
				selector := 0
				if a.selector != nil {
					selector = a.selector.place()
				}
				uses = append(uses, fmt.Sprintf("{%d, %d}", a.sub.pos, selector))
				ref = len(uses)
			}
			size := a.size
			if a.kind == nlspec.KindTypeValue {
				size = len(a.yaml.TypeValue)
			}
			if a.layout != nil || size > 255 {
				size = 0
			}
			flags := flag(a.big, 1) | flag(a.yaml.MultiAttr, 2) | flag(a.bits, 4) | flag(a.yaml.Required, 8) | flag(a.yaml.Sequence, 16) | flag(a.yaml.Type == "unused", 32)
			e.printf("{%d, %d, %d, %d, %d, %d},\n", ref, aux, a.kind, a.elem, size, flags)
		}
	}
	e.fit(next, 16, "attributes")
	e.printf("}\n\n")
	e.numbers("attrNumbers", "uint16", 16, numbers)
	e.printf("var sets = [...]setRecord{\n{},\n")
	var words string
	for _, s := range e.sets {
		words += fmt.Sprintf("{%#x, %#x},\n", e.word(s.name), e.word(s.header))
		first, count, lowest, parent := 0, 0, 0, 0
		if s.parent != nil {
			first, count, parent = len(subset), len(s.attrs), s.parent.pos
			for _, a := range s.attrs {
				subset = append(subset, a.place())
			}
		} else if len(s.attrs) > 0 {
			lowest = int(s.attrs[0].number)
			first, count = s.attrs[0].pos, int(s.attrs[len(s.attrs)-1].number)-lowest+1
		}
		e.printf("{%#x, %d, %d, %d, %d, %d, %t},\n", e.name(s.prefix), first, count, lowest, parent, s.family.pos, s.every)
	}
	e.printf("}\n\nvar setWords = [...]wordPair{\n{},\n%s}\n\n", words)
	e.numbers("subsets", "uint16", 16, subset)
	e.printf("var subUses = [...]subUse{{},")
	for _, u := range uses {
		e.printf("%s,", u)
	}
	e.printf("}\n\nvar formats = [...]formatRecord{\n")
	at := 0
	var heads string
	for _, s := range e.subs {
		heads += fmt.Sprintf("{%#x, %d, %d, %d},\n", e.name(s.name), at, len(s.formats), s.family.pos)
		for _, f := range s.formats {
			e.printf("{%#x, %d, %d, %d},\n", e.name(f.value), f.number, setPos(f.set), layoutPos(f.layout))
		}
		at += len(s.formats)
	}
	e.printf("}\n\nvar subs = [...]subRecord{\n{},\n%s}\n\n", heads)
}

// numbers writes a list of numbers, 16 a line.
func (e *emitter) numbers(name, kind string, bits int, list []int) {
	e.printf("var %s = [...]%s{", name, kind)
	for i, n := range list {
		if i%16 == 0 {
			e.printf("\n")
		}
		e.printf("%d,", e.fit(n, bits, name))
	}
	e.printf("\n}\n\n")
}

func (e *emitter) enumTables() {
	var heads, words string
	var values []int
	for _, n := range e.enums {
		heads += fmt.Sprintf("{%d, %d, %d, %t},\n", len(values), len(n.entries), n.family.pos, n.flags)
		words += fmt.Sprintf("{%#x, %#x},\n", e.word(n.name), e.word(n.header))
		for _, v := range n.entries {
			values = append(values, int(v.value))
		}
	}
	e.fit(len(values), 16, "entries")
	e.numbers("entries", "uint32", 32, values)
	e.printf("var enums = [...]enumRecord{\n{},\n%s}\n\n", heads)
	e.printf("var enumWords = [...]wordPair{\n{},\n%s}\n\n", words)
}

func (e *emitter) layoutTables() {
	var heads, headers string
	e.printf("var members = [...]memberRecord{\n")
	at := 0
	for _, l := range e.layouts {
		headers += fmt.Sprintf("%#x,\n", e.word(l.header))
		heads += fmt.Sprintf("{%#x, %d, %d, %d, %d},\n", e.name(l.name), at, len(l.members), e.fit(l.size, 16, l.name), l.family.pos)
		for _, m := range l.members {
			e.printf("{%d, %d, %d, %d, %d, %d, %d},\n", m.offset, m.size, m.count,
				enumPos(m.enum), layoutPos(m.layout), m.kind, flag(m.big, 1)|flag(m.bits, 4))
		}
		at += len(l.members)
	}
	e.printf("}\n\nvar layouts = [...]layoutRecord{\n{},\n%s}\n\n", heads)
	e.printf("var layoutHeaders = [...]word{\n0,\n%s}\n\n", headers)
}

func (e *emitter) messageTables() {
	e.printf("var messages = [...]messageRecord{\n{},\n")
	for _, m := range e.messages {
		e.printf("{%d, %d, %d, %d, %d, %d},\n", m.value, m.family.pos, layoutPos(m.layout), setPos(m.set), m.af, m.direction)
	}
	e.printf("}\n\nvar operations = [...]operationRecord{\n{},\n")
	for _, o := range e.ops {
		e.printf("{%#x, %d, %d, %t, [...]partRecord{", e.name(o.name), o.family.pos, setPos(o.set), o.admin)
		for _, p := range o.parts {
			e.printf("{%d, %d, %d},", messagePos(p.message), e.lists.add(p.attrs), len(p.attrs))
		}
		e.printf("}},\n")
	}
	e.printf("}\n\nvar groups = [...]groupRecord{\n{},\n")
	for _, g := range e.groups {
		e.printf("{%#x, %d, %d},\n", e.name(g.name), g.number, g.family.pos)
	}
	e.printf("}\n\n")
	numbers := make([]int, len(e.lists.numbers))
	for i, n := range e.lists.numbers {
		numbers[i] = int(n)
	}
	e.numbers("partAttrs", "uint16", 16, numbers)
}

// span gives the position of the first of a list that is of a family, and how
// many are.
func span[T any](list []T, in func(T) bool) (first, count int) {
	for i, v := range list {
		if in(v) {
			if count == 0 {
				first = i + 1
			}
			count++
		}
	}
	return first, count
}

func (e *emitter) familyTables() {
	var headers string
	e.printf("var families = [...]familyRecord{\n{},\n")
	for _, f := range e.families {
		firstSet, sets := span(e.sets, func(s *set) bool { return s.family == f })
		firstEnum, enums := span(e.enums, func(v *enum) bool { return v.family == f })
		firstLayout, layouts := span(e.layouts, func(l *layout) bool { return l.family == f })
		firstOp, ops := span(e.ops, func(o *operation) bool { return o.family == f })
		firstGroup, groups := span(e.groups, func(g *group) bool { return g.family == f })
		headers += fmt.Sprintf("%#x,\n", e.word(f.types))
		e.printf("{%#x, %#x, %d, %d, %t, [...]spanRecord{{%d, %d}, {%d, %d}, {%d, %d}, {%d, %d}, {%d, %d}}},\n",
			e.name(f.name), e.name(f.generic), f.protocol, f.version, f.spec.Text,
			firstSet, sets, firstEnum, enums, firstLayout, layouts, firstOp, ops, firstGroup, groups)
	}
	e.printf("}\n\nvar familyHeaders = [...]word{\n0,\n%s}\n\n", headers)
	// Where a protocol's or a generic family's message types stand.
	e.printf("var lanes = [...]laneRecord{\n")
	for i := 0; i < len(e.messages); {
		j := i
		for j < len(e.messages) && e.messages[j].family.lane() == e.messages[i].family.lane() {
			j++
		}
		f := e.messages[i].family
		generic := 0
		if f.generic != "" {
			generic = f.pos
		}
		e.printf("{%d, %d, %d, %d},\n", f.protocol, generic, i+1, j-i)
		i = j
	}
	e.printf("}\n\n")
}
