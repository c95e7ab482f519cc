// SPDX-License-Identifier: Apache-2.0

package nlspec

// Numbers of include/uapi/linux/netlink.h.

// StandardTypes are the types below NLMSG_MIN_TYPE (0x10), which mean the same
// in every protocol.
var StandardTypes = [...]Named{{1, "NLMSG_NOOP"}, {2, "NLMSG_ERROR"}, {3, "NLMSG_DONE"}, {4, "NLMSG_OVERRUN"}}

// Flags of nlmsg_flags that mean the same in every message.
var Flags = [...]Named{
	{0x01, "NLM_F_REQUEST"}, {0x02, "NLM_F_MULTI"}, {0x04, "NLM_F_ACK"}, {0x08, "NLM_F_ECHO"},
	{0x10, "NLM_F_DUMP_INTR"}, {0x20, "NLM_F_DUMP_FILTERED"},
}

// GetFlags, NewFlags, DeleteFlags and AckFlags share the bits from 0x100 on:
// which names they have depends on the kind of message.
var (
	GetFlags    = [...]Named{{0x100, "NLM_F_ROOT"}, {0x200, "NLM_F_MATCH"}, {0x400, "NLM_F_ATOMIC"}}
	NewFlags    = [...]Named{{0x100, "NLM_F_REPLACE"}, {0x200, "NLM_F_EXCL"}, {0x400, "NLM_F_CREATE"}, {0x800, "NLM_F_APPEND"}}
	DeleteFlags = [...]Named{{0x100, "NLM_F_NONREC"}, {0x200, "NLM_F_BULK"}}
	AckFlags    = [...]Named{{0x100, "NLM_F_CAPPED"}, {0x200, "NLM_F_ACK_TLVS"}}
)

// Bits of nla_type.
const (
	NLA_F_NESTED        = 0x8000
	NLA_F_NET_BYTEORDER = 0x4000
	NLA_TYPE_MASK       = 0x3fff
)

// Header is struct nlmsghdr.
var Header = Struct{"struct nlmsghdr", []Field{
	{"nlmsg_len", "__u32", 4, KindUint},
	{"nlmsg_type", "__u16", 2, KindUint},
	{"nlmsg_flags", "__u16", 2, KindUint},
	{"nlmsg_seq", "__u32", 4, KindUint},
	{"nlmsg_pid", "__u32", 4, KindUint},
}}

// ExtendedAck are the attributes behind an NLMSG_ERROR or NLMSG_DONE with
// NLM_F_ACK_TLVS (enum nlmsgerr_attrs).
var ExtendedAck = AttrSet{Name: "nlmsgerr_attrs", Attrs: []Attr{
	{1, "NLMSGERR_ATTR_MSG", KindString, nil},
	{2, "NLMSGERR_ATTR_OFFS", KindUint, nil},
	{3, "NLMSGERR_ATTR_COOKIE", KindBytes, nil},
	{4, "NLMSGERR_ATTR_POLICY", KindNested, nil},
	{5, "NLMSGERR_ATTR_MISS_TYPE", KindUint, nil},
	{6, "NLMSGERR_ATTR_MISS_NEST", KindUint, nil},
}}

// Errnos are the errors that netlink families return most, by the numbers of
// include/uapi/asm-generic/errno-base.h and errno.h.
var Errnos = [...]Named{
	{1, "EPERM"}, {2, "ENOENT"}, {3, "ESRCH"}, {4, "EINTR"}, {5, "EIO"}, {6, "ENXIO"}, {7, "E2BIG"},
	{9, "EBADF"}, {11, "EAGAIN"}, {12, "ENOMEM"}, {13, "EACCES"}, {14, "EFAULT"}, {16, "EBUSY"},
	{17, "EEXIST"}, {19, "ENODEV"}, {22, "EINVAL"}, {25, "ENOTTY"}, {28, "ENOSPC"}, {33, "EDOM"},
	{34, "ERANGE"}, {36, "ENAMETOOLONG"}, {61, "ENODATA"}, {71, "EPROTO"}, {75, "EOVERFLOW"},
	{90, "EMSGSIZE"}, {92, "ENOPROTOOPT"}, {93, "EPROTONOSUPPORT"}, {95, "EOPNOTSUPP"},
	{97, "EAFNOSUPPORT"}, {98, "EADDRINUSE"}, {99, "EADDRNOTAVAIL"}, {100, "ENETDOWN"},
	{101, "ENETUNREACH"}, {105, "ENOBUFS"}, {107, "ENOTCONN"}, {111, "ECONNREFUSED"}, {114, "EALREADY"},
}

// Families are the address families that rtnetlink's messages carry most.
var Families = [...]Named{{0, "AF_UNSPEC"}, {2, "AF_INET"}, {7, "AF_BRIDGE"}, {10, "AF_INET6"}}

// Find gives the name of a value in a list, or "".
func Find(list []Named, v uint32) string {
	for i := range list {
		if list[i].Value == v {
			return list[i].Name
		}
	}
	return ""
}
