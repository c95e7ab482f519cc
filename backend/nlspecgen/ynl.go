// SPDX-License-Identifier: Apache-2.0

package nlspecgen

// Spec is a YNL document: what the kernel keeps in Documentation/netlink/specs,
// as far as names, numbers and types go. Sentences (doc) and what only the
// kernel's own code generator needs are read and dropped.
type Spec struct {
	Name          string
	Doc           any
	Protocol      string
	Protonum      *int32
	Version       uint8
	UAPIHeader    string `yaml:"uapi-header"`
	CFamilyName   string `yaml:"c-family-name"`
	CVersionName  string `yaml:"c-version-name"`
	CmdMaxName    string `yaml:"cmd-max-name"`
	CmdCntName    string `yaml:"cmd-cnt-name"`
	MaxByDefine   bool   `yaml:"max-by-define"`
	KernelPolicy  string `yaml:"kernel-policy"`
	KernelFamily  any    `yaml:"kernel-family"`
	Definitions   []Definition
	AttributeSets []AttributeSet `yaml:"attribute-sets"`
	SubMessages   []SubMessage   `yaml:"sub-messages"`
	Operations    Operations
	McastGroups   struct{ List []Group } `yaml:"mcast-groups"`

	// Ours from here on.

	// Generic is the name of a generic family whose Name is not it.
	Generic string
	// Text is true for a protocol without struct nlmsghdr.
	Text bool
}

// Definition is an enum, a set of flags, a struct or a constant.
type Definition struct {
	Name         string
	Type         string
	Doc          any
	Header       string
	Scope        string
	EnumName     *string `yaml:"enum-name"`
	EnumCntName  string  `yaml:"enum-cnt-name"`
	EnumMaxName  string  `yaml:"enum-max-name"`
	NamePrefix   *string `yaml:"name-prefix"`
	ValueStart   uint64  `yaml:"value-start"`
	RenderMax    bool    `yaml:"render-max"`
	Value        any
	Entries      []Entry
	Members      []Member
	CName        string  `yaml:"c-name"`        // ours: a struct's name in C; "-" if C has none
	MemberPrefix *string `yaml:"member-prefix"` // ours: what C puts before its members' names
	Packed       bool    // ours: without padding
}

// Entry is one value of an enum, or one bit of a set of flags.
type Entry struct {
	Name  string
	Value *uint64
	Doc   any
	CName string `yaml:"c-name"` // ours
}

// Member is a field of a struct.
type Member struct {
	Name        string
	Type        string
	Doc         any
	ByteOrder   string `yaml:"byte-order"`
	Len         any
	Enum        string
	EnumAsFlags bool   `yaml:"enum-as-flags"`
	DisplayHint string `yaml:"display-hint"`
	Struct      string
	CName       string `yaml:"c-name"` // ours
	Count       int    // ours: how many of them, for arrays
	Rest        bool   // ours: as many as there is room for behind the struct
}

// AttributeSet is a number space of attributes.
type AttributeSet struct {
	Name        string
	Doc         any
	Header      string
	NamePrefix  *string `yaml:"name-prefix"`
	EnumName    string  `yaml:"enum-name"`
	AttrCntName string  `yaml:"attr-cnt-name"`
	AttrMaxName string  `yaml:"attr-max-name"`
	SubsetOf    string  `yaml:"subset-of"`
	Attributes  []Attribute
	Every       bool // ours: its one attribute comes with any number
}

// Attribute is one attribute of a set.
type Attribute struct {
	Name             string
	Type             string
	Doc              any
	Value            *uint16
	NamePrefix       *string `yaml:"name-prefix"`
	ByteOrder        string  `yaml:"byte-order"`
	DisplayHint      string  `yaml:"display-hint"`
	NestedAttributes string  `yaml:"nested-attributes"`
	Enum             string
	EnumAsFlags      bool `yaml:"enum-as-flags"`
	Struct           string
	SubType          string   `yaml:"sub-type"`
	TypeValue        []string `yaml:"type-value"`
	SubMessage       string   `yaml:"sub-message"`
	Selector         string
	MultiAttr        bool `yaml:"multi-attr"`
	Checks           Checks
	CName            string `yaml:"c-name"` // ours
	Required         bool   // ours: without it the kernel refuses
	Sequence         bool   // ours: a C array of Struct, or of records with attributes behind each
	Errno            bool   // ours: a 4-byte int with a negative errno
	Family           bool   // ours: an address family
}

// Checks are the limits that the kernel puts on an attribute.
type Checks struct {
	MinLen         any  `yaml:"min-len"`
	MaxLen         any  `yaml:"max-len"`
	ExactLen       any  `yaml:"exact-len"`
	Min            any  `yaml:"min"`
	Max            any  `yaml:"max"`
	UnterminatedOK bool `yaml:"unterminated-ok"`
}

// SubMessage chooses an attribute's content by a string or number elsewhere.
type SubMessage struct {
	Name    string
	Formats []Format
}

// Format is one choice of a sub-message.
type Format struct {
	Value        string
	FixedHeader  string  `yaml:"fixed-header"`
	AttributeSet string  `yaml:"attribute-set"`
	Number       *uint32 // ours: for selectors that are numbers
}

// Operations are the requests, replies and notifications of a family.
type Operations struct {
	EnumModel   string  `yaml:"enum-model"`
	EnumName    string  `yaml:"enum-name"`
	NamePrefix  *string `yaml:"name-prefix"`
	AsyncPrefix string  `yaml:"async-prefix"`
	FixedHeader string  `yaml:"fixed-header"`
	List        []Operation
	// Ours: the header of types and groups, if it is not the family's.
	Header string
	// Ours: names of message types by number, "both", "request" or "reply",
	// for types that no operation carries or that have a name of their own.
	Types []MessageName
	// Ours: an enum that names every type, and the set of those that no
	// operation carries.
	TypesFrom string `yaml:"types-from"`
	TypesSet  string `yaml:"types-set"`
	// Ours: "_REPLY" where replies are called after their requests.
	ReplySuffix string `yaml:"reply-suffix"`
	// Ours: the high byte of every type number (a netfilter subsystem).
	Subsystem uint16
}

// MessageName names one message type.
type MessageName struct {
	Value        uint16
	Name         string
	CName        string `yaml:"c-name"`
	Direction    string
	AttributeSet string  `yaml:"attribute-set"`
	FixedHeader  string  `yaml:"fixed-header"`
	Families     []uint8 // address families in the first byte that it is about
}

// Operation is one operation.
type Operation struct {
	Name         string
	Doc          any
	Value        *uint16
	AttributeSet string `yaml:"attribute-set"`
	FixedHeader  string `yaml:"fixed-header"`
	Mcgrp        string
	DontValidate []string `yaml:"dont-validate"`
	ConfigCond   string   `yaml:"config-cond"`
	Flags        []string
	Do, Dump     *Exchange
	Notify       string
	Event        *Part
	CName        string  `yaml:"c-name"` // ours
	Families     []uint8 // ours: address families in the first byte that it is about
}

// Exchange is a request and its reply.
type Exchange struct {
	Request, Reply *Part
	Pre, Post      string
}

// Part is one direction of an exchange.
type Part struct {
	Value        *uint16
	Attributes   []string
	CName        string `yaml:"c-name"`        // ours
	FixedHeader  string `yaml:"fixed-header"`  // ours: where it is not the operation's
	AttributeSet string `yaml:"attribute-set"` // ours
}

// Group is a multicast group.
type Group struct {
	Name        string
	Value       uint32
	CDefineName string `yaml:"c-define-name"`
	Flags       []string
	CName       string `yaml:"c-name"` // ours
}
