// SPDX-License-Identifier: Apache-2.0

package nlspecgen

import (
	"slices"

	"netlinklab/wasm/nlspec"
)

// key tells message types apart.
type key struct {
	value     uint16
	direction nlspec.Direction
	af        uint8
}

// typeTable collects a family's message types.
type typeTable struct {
	r      *resolver
	f      *family
	prefix string
	by     map[key]*message
	order  []*message
}

// operationsOf numbers a family's operations as the kernel's tools do. In the
// unified model request and reply of an operation share a number, counted up
// from 1; in the directional one each direction has its own count.
func (r *resolver) operationsOf(f *family) {
	y := &f.spec.Operations
	t := &typeTable{r: r, f: f, prefix: opPrefix(f.spec), by: map[key]*message{}}
	directional := y.EnumModel == "directional"
	request, reply := uint16(1), uint16(1)
	type numbered struct {
		y              *Operation
		request, reply uint16
	}
	var list []numbered
	for i := range y.List {
		o := &y.List[i]
		req, rep := o.exchange()
		if o.Value != nil {
			request, reply = *o.Value, *o.Value
		}
		if req != nil && req.Value != nil {
			request = *req.Value
		}
		if rep != nil && rep.Value != nil {
			reply = *rep.Value
		}
		n := numbered{o, request, reply}
		switch {
		case !directional:
			n.reply = request
			request++
		case o.Notify != "" || o.Event != nil:
			n.request = 0
			reply++
		default:
			request++
			if rep != nil {
				reply++
			}
		}
		list = append(list, n)
	}
	for _, n := range list {
		if req, _ := n.y.exchange(); req != nil || n.y.Do != nil || n.y.Dump != nil {
			direction := nlspec.FromUser
			if !directional {
				direction = nlspec.Either
			}
			t.add(n.y, req, n.request, direction)
		}
	}
	if e := r.enum(f, y.TypesFrom); e != nil {
		for _, v := range e.entries {
			if t.by[key{uint16(v.value), nlspec.FromUser, 0}] == nil {
				t.name(&MessageName{Value: uint16(v.value), CName: v.name, AttributeSet: y.TypesSet})
			}
		}
	}
	for i := range y.Types {
		t.name(&y.Types[i])
	}
	for _, n := range list {
		r.operation(t, n.y, n.request, n.reply)
	}
	t.finish()
}

// exchange is what an operation's numbers are read from.
func (o *Operation) exchange() (request, reply *Part) {
	switch {
	case o.Do != nil:
		request, reply = o.Do.Request, o.Do.Reply
		if reply == nil && o.Dump != nil {
			reply = o.Dump.Reply
		}
	case o.Dump != nil:
		request, reply = o.Dump.Request, o.Dump.Reply
	}
	return request, reply
}

// of is the operation that a notification looks like.
func (f *family) operationYAML(name string) *Operation {
	for i := range f.spec.Operations.List {
		if f.spec.Operations.List[i].Name == name {
			return &f.spec.Operations.List[i]
		}
	}
	return nil
}

// families are the address families that a message is for; 0 stands for any.
func families(list []uint8) []uint8 {
	if len(list) == 0 {
		return []uint8{0}
	}
	return list
}

// add makes the type of one direction of an operation, once.
func (t *typeTable) add(o *Operation, p *Part, value uint16, d nlspec.Direction) *message {
	var first *message
	for _, af := range families(o.Families) {
		k := key{value, d, af}
		m := t.by[k]
		if m == nil {
			m = &message{family: t.f, value: value, direction: d, af: af, name: t.prefix + upper(o.Name)}
			if o.CName != "" {
				m.name = o.CName
			}
			t.by[k], t.order = m, append(t.order, m)
			source := o
			if o.Notify != "" {
				if source = t.f.operationYAML(o.Notify); source == nil {
					t.r.errorf(t.f, "operation %s notifies of %q, which is not there", o.Name, o.Notify)
					source = o
				}
			}
			t.shape(m, source, p)
		}
		if first == nil {
			first = m
		}
	}
	return first
}

// shape gives a type its fixed header and its attributes.
func (t *typeTable) shape(m *message, o *Operation, p *Part) {
	header, attrs := o.FixedHeader, o.AttributeSet
	if header == "" {
		header = t.f.spec.Operations.FixedHeader
	}
	if p != nil && p.FixedHeader != "" {
		header = p.FixedHeader
	}
	if p != nil && p.AttributeSet != "" {
		attrs = p.AttributeSet
	}
	if header != "none" {
		m.layout = t.r.layout(t.f, header)
	}
	if attrs != "none" {
		m.set = t.r.set(t.f, attrs)
	}
	if p != nil && p.CName != "" {
		m.name = p.CName
	}
}

// name makes or names a type that no operation carries or names well.
func (t *typeTable) name(y *MessageName) {
	directions := []nlspec.Direction{nlspec.Either}
	switch y.Direction {
	case "request":
		directions[0] = nlspec.FromUser
	case "reply":
		directions[0] = nlspec.FromKernel
	}
	name := y.CName
	if name == "" {
		name = t.prefix + upper(y.Name)
	}
	for _, af := range families(y.Families) {
		if _, request := t.by[key{y.Value, nlspec.FromUser, af}]; request && y.Direction == "" {
			directions[0] = nlspec.FromKernel
		}
		for _, d := range directions {
			k := key{y.Value, d, af}
			m := t.by[k]
			if m == nil {
				m = &message{family: t.f, value: y.Value, direction: d, af: af}
				t.by[k], t.order = m, append(t.order, m)
			}
			m.name = name
			header := y.FixedHeader
			if header == "" && m.layout == nil {
				header = t.f.spec.Operations.FixedHeader
			}
			if header != "" {
				m.layout = t.r.layout(t.f, header)
			}
			if y.AttributeSet != "" {
				m.set = t.r.set(t.f, y.AttributeSet)
			}
		}
	}
}

// operation makes an operation with its parts and the types of its replies.
func (r *resolver) operation(t *typeTable, y *Operation, request, reply uint16) {
	o := &operation{family: t.f, name: y.Name, set: r.set(t.f, y.AttributeSet), admin: slices.Contains(y.Flags, "admin-perm") || slices.Contains(y.Flags, "uns-admin-perm")}
	requests, replies := nlspec.FromUser, nlspec.FromKernel
	if t.f.spec.Operations.EnumModel != "directional" {
		requests, replies = nlspec.Either, nlspec.Either
	}
	fill := func(at nlspec.Part, p *Part, value uint16, d nlspec.Direction) {
		if p == nil {
			return
		}
		if p.Value != nil {
			value = *p.Value
		}
		m := t.find(value, d, y)
		if m == nil {
			if d == nlspec.FromKernel {
				m = t.reply(y, p, value)
			} else {
				m = t.add(y, p, value, d)
			}
		}
		o.parts[at] = part{m, r.numbers(t.f, m.set, y.Name, p.Attributes)}
	}
	if y.Do != nil {
		fill(nlspec.DoRequest, orEmpty(y.Do.Request), request, requests)
		fill(nlspec.DoReply, y.Do.Reply, reply, replies)
	}
	if y.Dump != nil {
		fill(nlspec.DumpRequest, orEmpty(y.Dump.Request), request, requests)
		fill(nlspec.DumpReply, y.Dump.Reply, reply, replies)
	}
	if y.Event != nil {
		fill(nlspec.Event, y.Event, reply, replies)
	}
	if y.Notify != "" {
		m := t.find(reply, replies, y)
		if m == nil {
			m = t.reply(y, &Part{}, reply)
		}
		o.parts[nlspec.Event].message = m
	}
	// An operation without messages only takes a number.
	if slices.ContainsFunc(o.parts[:], func(p part) bool { return p.message != nil }) {
		r.ops = append(r.ops, o)
	}
}

// orEmpty stands for a request without attributes, which documents leave out.
func orEmpty(p *Part) *Part {
	if p == nil {
		return &Part{}
	}
	return p
}

func (t *typeTable) find(value uint16, d nlspec.Direction, y *Operation) *message {
	af := families(y.Families)[0]
	for _, k := range []key{{value, d, af}, {value, nlspec.Either, af}} {
		if m := t.by[k]; m != nil {
			return m
		}
	}
	return nil
}

// reply makes the type of a reply. The kernel calls it what it calls the
// request with that number (RTM_GETLINK is answered with RTM_NEWLINK).
func (t *typeTable) reply(y *Operation, p *Part, value uint16) *message {
	m := t.add(y, p, value, nlspec.FromKernel)
	suffix := t.f.spec.Operations.ReplySuffix
	switch {
	case p.CName != "" || y.CName != "":
		return m
	case suffix != "":
		if y.Notify == "" && y.Event == nil {
			m.name += suffix
		}
		return m
	}
	for _, af := range []uint8{m.af, 0} {
		for _, d := range []nlspec.Direction{nlspec.FromUser, nlspec.Either} {
			if same := t.by[key{value, d, af}]; same != nil {
				m.name = same.name
				return m
			}
		}
	}
	return m
}

// numbers are the attributes of a part, by their numbers in its set; "*" stands
// for all of them.
func (r *resolver) numbers(f *family, s *set, op string, names []string) []uint16 {
	var out []uint16
	for _, n := range names {
		if n == "*" && s != nil {
			for _, a := range s.attrs {
				if a.kind != nlspec.KindPad && a.yaml.Type != "unused" {
					out = append(out, a.number)
				}
			}
			continue
		}
		if s == nil || s.named(n) == nil {
			r.errorf(f, "operation %s: there is no attribute %s in its set", op, n)
			continue
		}
		out = append(out, s.named(n).number)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// finish joins the two directions of a type that are alike and adds the type
// that differs only in its address family.
func (t *typeTable) finish() {
	for _, m := range t.order {
		if m.direction != nlspec.FromUser {
			continue
		}
		back := t.by[key{m.value, nlspec.FromKernel, m.af}]
		if back != nil && back.name == m.name && back.layout == m.layout && back.set == m.set {
			m.direction, back.value = nlspec.Either, 0
			for _, o := range t.r.ops {
				for i := range o.parts {
					if o.parts[i].message == back {
						o.parts[i].message = m
					}
				}
			}
			back.direction = 0
		}
	}
	for _, m := range t.order {
		if m.direction != 0 {
			m.value |= t.f.spec.Operations.Subsystem << 8
			t.r.messages = append(t.r.messages, m)
		}
	}
}

func (r *resolver) groupsOf(f *family) {
	for _, y := range f.spec.McastGroups.List {
		g := &group{family: f, name: y.Name, number: y.Value}
		if f.generic == "" {
			g.name = upper(y.Name)
		}
		if y.CName != "" {
			g.name = y.CName
		}
		r.groups = append(r.groups, g)
	}
}
