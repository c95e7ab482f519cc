// SPDX-License-Identifier: Apache-2.0

package nlspec

import "testing"

func TestFamilies(t *testing.T) {
	count := 0
	for f := Family(1); f.Valid(); f++ {
		count++
		if FamilyByName(f.Name()) != f {
			t.Errorf("%s is not found by its name", f.Name())
		}
		if (f.Generic() != "") != (f.Protocol() == 16) {
			t.Errorf("%s: generic name %q of protocol %d", f.Name(), f.Generic(), f.Protocol())
		}
		if f.Generic() != "" && GenericFamily(f.Generic()) != f {
			t.Errorf("%s is not found by %q", f.Name(), f.Generic())
		}
		first, n := f.Operations()
		for o := first; o < first+Operation(n); o++ {
			if o.Family() != f || f.Operation(o.Name()) != o {
				t.Errorf("%s/%s is not found by its name", f.Name(), o.Name())
			}
		}
		firstGroup, n := f.Groups()
		for g := firstGroup; g < firstGroup+Group(n); g++ {
			if g.Family() != f || (f.Generic() == "") != (g.Number() != 0) {
				t.Errorf("%s: group %s has number %d", f.Name(), g.Name(), g.Number())
			}
		}
	}
	if FixedGeneric(GENL_ID_CTRL).Name() != "nlctrl" {
		t.Error("GENL_ID_CTRL is not nlctrl")
	}
	if count == 0 {
		t.Error("there are no families")
	}
}

// TestMessages finds every type by its number, both ways that it goes.
func TestMessages(t *testing.T) {
	for m := Message(1); m.Valid(); m++ {
		for _, d := range []Direction{FromUser, FromKernel} {
			if m.Direction()&d == 0 {
				continue
			}
			var got Message
			if f := m.Family(); f.Generic() != "" {
				got = f.Command(uint8(m.Value()), d)
			} else {
				got = FindMessage(f.Protocol(), m.Value(), d, m.AddressFamily())
			}
			if got != m {
				t.Errorf("%s (%#x, direction %d) is found as %s", m.Name(), m.Value(), d, got.Name())
			}
		}
		if m.Family().Generic() != "" && m.Value() > 0xff {
			t.Errorf("%s: command %#x", m.Name(), m.Value())
		}
		if int(m.Layout()) >= len(layouts) || int(m.Set()) >= len(sets) {
			t.Errorf("%s leads nowhere", m.Name())
		}
	}
	if m := FindMessage(0, 0x7fff, FromUser, 0); m != 0 {
		t.Errorf("type 0x7fff is %s", m.Name())
	}
}

// TestOperations has each part's attributes in the set of its message.
func TestOperations(t *testing.T) {
	for o := Operation(1); o.Valid(); o++ {
		parts := 0
		for p := range PartCount {
			m := o.Message(p)
			if m == 0 {
				if _, any := o.Attr(p, 0); any {
					t.Errorf("%s: part %d has attributes and no message", o.Name(), p)
				}
				continue
			}
			parts++
			if m.Family() != o.Family() {
				t.Errorf("%s: %s is of %s", o.Name(), m.Name(), m.Family().Name())
			}
			last := -1
			for i := 0; ; i++ {
				n, ok := o.Attr(p, i)
				if !ok {
					break
				}
				if int(n) <= last || !m.Set().Find(n).Valid() {
					t.Errorf("%s/%s: attribute %d of %s", o.Family().Name(), o.Name(), n, m.Name())
				}
				last = int(n)
			}
		}
		if parts == 0 {
			t.Errorf("%s/%s has no part", o.Family().Name(), o.Name())
		}
	}
}

// TestKnown pins what many things rest on.
func TestKnown(t *testing.T) {
	newlink := FindMessage(0, 16, FromKernel, 0)
	if newlink.Name() != "RTM_NEWLINK" || newlink.Layout().Name() != "ifinfomsg" || newlink.Layout().Size() != 16 {
		t.Errorf("type 16 of NETLINK_ROUTE is %s with %s", newlink.Name(), newlink.Layout().Name())
	}
	name := newlink.Set().Find(3)
	if name.Name() != "IFLA_IFNAME" || name.Kind() != KindString {
		t.Errorf("attribute 3 is %s of kind %d", name.Name(), name.Kind())
	}
	get := GenericFamily("nlctrl").Command(3, FromUser)
	if get.Name() != "CTRL_CMD_GETFAMILY" || get.Set().Find(2).Name() != "CTRL_ATTR_FAMILY_NAME" {
		t.Errorf("command 3 of nlctrl is %s", get.Name())
	}
	if m := FindMessage(30, 0x10, FromUser, 0); m.Name() != "NLTEST_ECHO" {
		t.Errorf("type 0x10 of protocol 30 is %s", m.Name())
	}
}
