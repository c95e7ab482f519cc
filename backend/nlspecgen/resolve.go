// SPDX-License-Identifier: Apache-2.0

package nlspecgen

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// resolver turns documents into a model. It goes on after an error, so that one
// run tells of all of them.
type resolver struct {
	model
	byName map[string]*family
	left   []string // families that the tables do without
	errs   []error
}

func (r *resolver) errorf(f *family, format string, args ...any) {
	r.errs = append(r.errs, fmt.Errorf("%s: "+format, append([]any{f.name}, args...)...))
}

// resolve makes the model of specs. What they refer to in the families that are
// left out is unknown. Small ones do without sub-messages (see prune).
func resolve(specs []*Spec, left []string, small bool) (*model, error) {
	r := &resolver{byName: map[string]*family{}, left: left}
	for i, s := range specs {
		r.family(s, i+1)
	}
	for _, step := range []func(*family){r.enumsOf, r.layoutsOf, r.setsOf, r.subsOf} {
		for _, f := range r.families {
			step(f)
		}
	}
	for _, f := range r.families {
		r.linkLayouts(f)
	}
	for _, f := range r.families {
		r.linkSets(f)
		r.linkSubs(f)
	}
	for _, f := range r.families {
		r.operationsOf(f)
		r.groupsOf(f)
	}
	if small {
		r.prune()
	}
	r.arrange()
	return &r.model, errors.Join(r.errs...)
}

func (r *resolver) family(s *Spec, pos int) {
	f := &family{spec: s, pos: pos, name: s.Name, version: max(s.Version, 1), header: s.UAPIHeader,
		enums: map[string]*enum{}, layouts: map[string]*layout{}, sets: map[string]*set{}, subs: map[string]*sub{}}
	if f.header == "" {
		f.header = "linux/" + lower(s.Name) + ".h"
	}
	f.types = headerOr(s.Operations.Header, f)
	switch {
	case s.Protonum != nil:
		f.protocol = *s.Protonum
	case s.Protocol == "none": // tables that others refer to
		f.protocol = none
	default:
		f.protocol = 16 // NETLINK_GENERIC
		f.generic = s.Name
		if s.Generic != "" {
			f.generic = s.Generic
		}
	}
	r.families = append(r.families, f)
	r.byName[s.Name] = f
}

// none is the protocol of tables that only others refer to.
const none = -1

// refer finds name in one of a family's maps; "other/name" is another family's.
func refer[T any](r *resolver, f *family, what, name string, in func(*family) map[string]T) (found T) {
	if name == "" {
		return found
	}
	from, key := f, name
	if other, rest, ok := strings.Cut(name, "/"); ok {
		if slices.Contains(r.left, other) {
			return found
		}
		if from, key = r.byName[other], rest; from == nil {
			r.errorf(f, "%s %q: there is no such family", what, name)
			return found
		}
	}
	found, ok := in(from)[key]
	if !ok {
		r.errorf(f, "there is no %s %q", what, name)
	}
	return found
}

func (r *resolver) enum(f *family, name string) *enum {
	return refer(r, f, "enum", name, func(f *family) map[string]*enum { return f.enums })
}

func (r *resolver) layout(f *family, name string) *layout {
	return refer(r, f, "struct", name, func(f *family) map[string]*layout { return f.layouts })
}

func (r *resolver) set(f *family, name string) *set {
	return refer(r, f, "attribute set", name, func(f *family) map[string]*set { return f.sets })
}

func (r *resolver) sub(f *family, name string) *sub {
	return refer(r, f, "sub-message", name, func(f *family) map[string]*sub { return f.subs })
}

// enumsOf makes a family's enums and flags.
func (r *resolver) enumsOf(f *family) {
	for i := range f.spec.Definitions {
		d := &f.spec.Definitions[i]
		switch d.Type {
		case "enum", "flags":
			e := &enum{family: f, name: d.Name, header: headerOr(d.Header, f), flags: d.Type == "flags"}
			prefix, value := enumPrefix(f.name, d), d.ValueStart
			for _, y := range d.Entries {
				if y.Value != nil {
					value = *y.Value
				}
				name := prefix + upper(y.Name)
				if y.CName != "" {
					name = y.CName
				}
				v := value
				if e.flags {
					v = 1 << value
				}
				if name != "-" {
					e.entries = append(e.entries, entry{name, v})
				}
				value++
			}
			slices.SortStableFunc(e.entries, func(a, b entry) int {
				return int(min(max(int64(a.value-b.value), -1), 1))
			})
			if len(e.entries) == 0 { // filled in by the kernel's C sources
				f.enums[d.Name] = nil
				continue
			}
			r.enums = append(r.enums, e)
			f.enums[d.Name] = e
		case "struct", "const":
		default:
			r.errorf(f, "definition %q has type %q", d.Name, d.Type)
		}
	}
}
