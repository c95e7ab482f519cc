// SPDX-License-Identifier: Apache-2.0

package site

import (
	"encoding/hex"
	"fmt"

	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

// FamilyView is everything that the tables know of a family.
type FamilyView struct {
	Name, Generic, Header, Protocol string
	Version                         string
	Operations                      []OperationView
	Sets                            []SetView
	Structs                         []StructView
	Enums                           []EnumView
	Groups                          []GroupView
}

// OperationView is an operation with its messages.
type OperationView struct {
	Name  string
	Admin bool
	Parts []PartView
	// Try is the fragment of the workbench's address that starts with this
	// request, "" for what only the kernel says.
	Try string
}

// PartView is one message of an operation.
type PartView struct {
	// Part is a key of words: do.request, dump.reply …
	Part       string
	Message    string
	Value      string
	Struct     string
	StructHref string
	Attributes []LinkView
}

// LinkView is a name that leads somewhere on the page, or on another.
type LinkView struct{ Text, Href string }

// GroupView is a multicast group.
type GroupView struct{ Name, Number string }

// Reference gives a family's view; ok is false if there is none of that name.
func Reference(p Page, name string) (v FamilyView, ok bool) {
	f := nlspec.FamilyByName(name)
	if !f.Valid() {
		return v, false
	}
	v = FamilyView{Name: f.Name(), Generic: f.Generic(), Header: header(f.Header()), Protocol: protocolName(f.Protocol())}
	if f.Generic() != "" {
		v.Version = fmt.Sprint(f.Version())
	}
	l := linker{page: p, family: f}
	l.used = l.users()
	operation, n := f.Operations()
	for o := operation; o < operation+nlspec.Operation(n); o++ {
		v.Operations = append(v.Operations, l.operation(o))
	}
	set, n := f.Sets()
	for s := set; s < set+nlspec.Set(n); s++ {
		v.Sets = append(v.Sets, l.set(s))
	}
	layout, n := f.Layouts()
	for s := layout; s < layout+nlspec.Layout(n); s++ {
		v.Structs = append(v.Structs, l.layout(s))
	}
	enum, n := f.Enums()
	for e := enum; e < enum+nlspec.Enum(n); e++ {
		v.Enums = append(v.Enums, l.enum(e))
	}
	group, n := f.Groups()
	for g := group; g < group+nlspec.Group(n); g++ {
		view := GroupView{Name: g.Name()}
		if g.Number() != 0 {
			view.Number = fmt.Sprint(g.Number())
		}
		v.Groups = append(v.Groups, view)
	}
	return v, true
}

var partKeys = [nlspec.PartCount]string{"do.request", "do.reply", "dump.request", "dump.reply", "event"}

func (l linker) operation(o nlspec.Operation) OperationView {
	v := OperationView{Name: o.Name(), Admin: o.Admin()}
	for p := range nlspec.PartCount {
		m := o.Message(p)
		if !m.Valid() {
			continue
		}
		part := PartView{Part: partKeys[p], Message: m.Name(), Value: fmt.Sprint(m.Value()), Struct: m.Layout().Name()}
		if m.Layout().Valid() {
			part.StructHref = l.to(m.Layout().Family(), structID(m.Layout()))
		}
		for i := 0; ; i++ {
			number, ok := o.Attr(p, i)
			if !ok {
				break
			}
			if a := o.Set().Find(number); a.Valid() {
				part.Attributes = append(part.Attributes, LinkView{a.Name(), l.attribute(o.Set(), a)})
			}
		}
		v.Parts = append(v.Parts, part)
	}
	if message := firstMessage(o); message != nil {
		v.Try = fmt.Sprintf("op=%s/%s&protocol=%d&hex=%s", o.Family().Name(), o.Name(), o.Family().Protocol(), hex.EncodeToString(message))
	}
	return v
}

// Flags of requests (include/uapi/linux/netlink.h).
const (
	flagRequest = 0x1
	flagAck     = 0x4
	flagDump    = 0x300
)

// firstMessage is an operation's request with nothing in it: a dump if there is
// one, which harms nobody. It is nil for an operation that nobody can ask for.
func firstMessage(o nlspec.Operation) []byte {
	m, flags := o.Message(nlspec.DumpRequest), uint16(flagRequest|flagDump)
	if !m.Valid() {
		m, flags = o.Message(nlspec.DoRequest), flagRequest|flagAck
	}
	if !m.Valid() {
		return nil
	}
	f := o.Family()
	request := nlmsg.Message{Type: m.Value(), Flags: flags, Seq: 1}
	if f.Protocol() == genericProtocol {
		request.Type = genericType(f)
		request.Payload = []byte{byte(m.Value()), f.Version(), 0, 0}
	}
	request.Payload = append(request.Payload, make([]byte, (m.Layout().Size()+3)&^3)...)
	return request.Append(nil, false)
}

// genericProtocol is NETLINK_GENERIC.
const genericProtocol = 16

// genericType is the nlmsg_type of a generic family: most are handed out at run
// time, so that only the reader's own kernel knows them; those have 0 here.
func genericType(f nlspec.Family) uint16 {
	if nlspec.FixedGeneric(nlspec.GENL_ID_CTRL) == f {
		return nlspec.GENL_ID_CTRL
	}
	return 0
}
