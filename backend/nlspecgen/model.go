// SPDX-License-Identifier: Apache-2.0

package nlspecgen

import "netlinklab/wasm/nlspec"

// model is what the specs say with every reference followed and every name in
// the kernel's spelling. Positions start at 1; 0 means none.
type model struct {
	families []*family
	enums    []*enum
	layouts  []*layout
	sets     []*set
	subs     []*sub
	messages []*message
	ops      []*operation
	groups   []*group
}

type family struct {
	spec     *Spec
	pos      int
	name     string
	generic  string // "" for a classic protocol
	protocol int32
	version  uint8
	header   string // of what does not name another
	types    string // the header of message types and groups
	enums    map[string]*enum
	layouts  map[string]*layout
	sets     map[string]*set
	subs     map[string]*sub
}

type enum struct {
	pos    int
	family *family
	name   string
	header string
	flags  bool
	// entries are in the order of their values, which are masks for flags.
	entries []entry
}

type entry struct {
	name  string
	value uint64
}

type layout struct {
	pos     int
	family  *family
	name    string // the struct's name in C
	header  string
	size    int
	align   int
	members []member
	done    bool
}

type member struct {
	name   string
	offset int
	size   int // of one
	count  int // 1, or how many in an array
	kind   nlspec.Kind
	big    bool
	enum   *enum
	bits   bool // the enum's values are bit numbers
	layout *layout
}

type set struct {
	pos    int
	family *family
	name   string
	prefix string
	header string
	parent *set
	every  bool
	// attrs are in the order of their numbers.
	attrs  []*attr
	byName map[string]*attr
}

// named finds an attribute, of the set that this one is a part of too.
func (s *set) named(name string) *attr {
	if a := s.byName[name]; a != nil || s.parent == nil {
		return a
	}
	return s.parent.byName[name]
}

type attr struct {
	pos      int
	set      *set
	yaml     Attribute
	name     string
	number   uint16
	kind     nlspec.Kind
	elem     nlspec.Kind // of arrays and vectors
	size     int         // of the value or of one element, 0 for any
	big      bool
	bits     bool // the enum's values are bit numbers
	enum     *enum
	nested   *set
	layout   *layout
	sub      *sub
	selector *attr
	// inherited is the parent set's attribute that this one does not change.
	inherited *attr
}

type sub struct {
	pos     int
	family  *family
	name    string
	formats []choice
}

type choice struct {
	value  string
	number uint32
	layout *layout
	set    *set
}

type message struct {
	pos       int
	family    *family
	name      string
	value     uint16
	direction nlspec.Direction
	af        uint8
	layout    *layout
	set       *set
}

type operation struct {
	pos    int
	family *family
	name   string
	admin  bool
	set    *set
	parts  [nlspec.PartCount]part
}

type part struct {
	message *message
	attrs   []uint16
}

type group struct {
	pos    int
	family *family
	name   string
	number uint32
}
