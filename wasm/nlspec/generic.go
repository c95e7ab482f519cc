// SPDX-License-Identifier: Apache-2.0

package nlspec

// genlHeader is struct genlmsghdr (include/uapi/linux/genetlink.h).
var genlHeader = Struct{"struct genlmsghdr", []Field{
	{"cmd", "__u8", 1, KindUint}, {"version", "__u8", 1, KindUint}, {"reserved", "__u16", 2, KindUint},
}}

var ctrlOps = AttrSet{Name: "CTRL_ATTR_OP", Attrs: []Attr{
	{1, "CTRL_ATTR_OP_ID", KindUint, nil}, {2, "CTRL_ATTR_OP_FLAGS", KindUint, nil},
}}

var ctrlGroups = AttrSet{Name: "CTRL_ATTR_MCAST_GRP", Attrs: []Attr{
	{1, "CTRL_ATTR_MCAST_GRP_NAME", KindString, nil}, {2, "CTRL_ATTR_MCAST_GRP_ID", KindUint, nil},
}}

// In these nests the attributes' numbers only count: each element is a set.
var (
	ctrlOpList    = AttrSet{Name: "list of CTRL_ATTR_OP", Element: &ctrlOps}
	ctrlGroupList = AttrSet{Name: "list of CTRL_ATTR_MCAST_GRP", Element: &ctrlGroups}
)

var ctrlAttrs = AttrSet{Name: "CTRL_ATTR", Attrs: []Attr{
	{1, "CTRL_ATTR_FAMILY_ID", KindUint, nil}, {2, "CTRL_ATTR_FAMILY_NAME", KindString, nil},
	{3, "CTRL_ATTR_VERSION", KindUint, nil}, {4, "CTRL_ATTR_HDRSIZE", KindUint, nil},
	{5, "CTRL_ATTR_MAXATTR", KindUint, nil}, {6, "CTRL_ATTR_OPS", KindNested, &ctrlOpList},
	{7, "CTRL_ATTR_MCAST_GROUPS", KindNested, &ctrlGroupList}, {8, "CTRL_ATTR_POLICY", KindNested, nil},
	{9, "CTRL_ATTR_OP_POLICY", KindNested, nil}, {10, "CTRL_ATTR_OP", KindUint, nil},
}}

// generic is NETLINK_GENERIC: the types of families but nlctrl are handed out
// at run time, so they share a fallback with unnamed attributes.
var generic = Protocol{Number: 16, Name: "NETLINK_GENERIC", Short: "generic",
	Types:    []Type{{0x10, "GENL_ID_CTRL", &genlHeader, &ctrlAttrs}},
	Fallback: &Type{0, "", &genlHeader, &AttrSet{Name: "attributes"}},
}
