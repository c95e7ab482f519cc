// SPDX-License-Identifier: Apache-2.0

package nlspec

// Fixed headers and attributes of include/uapi/linux/rtnetlink.h, if_link.h,
// if_addr.h and neighbour.h.

var ifinfomsg = Struct{"struct ifinfomsg", []Field{
	{"ifi_family", "unsigned char", 1, KindFamily}, {"__ifi_pad", "unsigned char", 1, KindUint},
	{"ifi_type", "unsigned short", 2, KindUint}, {"ifi_index", "int", 4, KindInt},
	{"ifi_flags", "unsigned int", 4, KindUint}, {"ifi_change", "unsigned int", 4, KindUint},
}}

var ifaddrmsg = Struct{"struct ifaddrmsg", []Field{
	{"ifa_family", "__u8", 1, KindFamily}, {"ifa_prefixlen", "__u8", 1, KindUint},
	{"ifa_flags", "__u8", 1, KindUint}, {"ifa_scope", "__u8", 1, KindUint}, {"ifa_index", "__u32", 4, KindUint},
}}

var rtmsg = Struct{"struct rtmsg", []Field{
	{"rtm_family", "unsigned char", 1, KindFamily}, {"rtm_dst_len", "unsigned char", 1, KindUint},
	{"rtm_src_len", "unsigned char", 1, KindUint}, {"rtm_tos", "unsigned char", 1, KindUint},
	{"rtm_table", "unsigned char", 1, KindUint}, {"rtm_protocol", "unsigned char", 1, KindUint},
	{"rtm_scope", "unsigned char", 1, KindUint}, {"rtm_type", "unsigned char", 1, KindUint},
	{"rtm_flags", "unsigned", 4, KindUint},
}}

var ndmsg = Struct{"struct ndmsg", []Field{
	{"ndm_family", "__u8", 1, KindFamily}, {"ndm_pad1", "__u8", 1, KindUint}, {"ndm_pad2", "__u16", 2, KindUint},
	{"ndm_ifindex", "__s32", 4, KindInt}, {"ndm_state", "__u16", 2, KindUint},
	{"ndm_flags", "__u8", 1, KindUint}, {"ndm_type", "__u8", 1, KindUint},
}}

var linkInfo = AttrSet{Name: "IFLA_INFO", Attrs: []Attr{
	{1, "IFLA_INFO_KIND", KindString, nil}, {2, "IFLA_INFO_DATA", KindNested, nil}, {3, "IFLA_INFO_XSTATS", KindBytes, nil},
	{4, "IFLA_INFO_SLAVE_KIND", KindString, nil}, {5, "IFLA_INFO_SLAVE_DATA", KindNested, nil},
}}

var linkAttrs = AttrSet{Name: "IFLA", Attrs: []Attr{
	{1, "IFLA_ADDRESS", KindMAC, nil}, {2, "IFLA_BROADCAST", KindMAC, nil}, {3, "IFLA_IFNAME", KindString, nil},
	{4, "IFLA_MTU", KindUint, nil}, {5, "IFLA_LINK", KindInt, nil}, {6, "IFLA_QDISC", KindString, nil},
	{7, "IFLA_STATS", KindBytes, nil}, {10, "IFLA_MASTER", KindUint, nil}, {13, "IFLA_TXQLEN", KindUint, nil},
	{14, "IFLA_MAP", KindBytes, nil}, {16, "IFLA_OPERSTATE", KindUint, nil}, {17, "IFLA_LINKMODE", KindUint, nil},
	{18, "IFLA_LINKINFO", KindNested, &linkInfo}, {19, "IFLA_NET_NS_PID", KindUint, nil}, {20, "IFLA_IFALIAS", KindString, nil},
	{23, "IFLA_STATS64", KindBytes, nil}, {26, "IFLA_AF_SPEC", KindNested, nil}, {27, "IFLA_GROUP", KindUint, nil},
	{28, "IFLA_NET_NS_FD", KindInt, nil}, {29, "IFLA_EXT_MASK", KindUint, nil}, {30, "IFLA_PROMISCUITY", KindUint, nil},
	{31, "IFLA_NUM_TX_QUEUES", KindUint, nil}, {32, "IFLA_NUM_RX_QUEUES", KindUint, nil}, {33, "IFLA_CARRIER", KindUint, nil},
	{35, "IFLA_CARRIER_CHANGES", KindUint, nil}, {39, "IFLA_PROTO_DOWN", KindUint, nil},
	{40, "IFLA_GSO_MAX_SEGS", KindUint, nil}, {41, "IFLA_GSO_MAX_SIZE", KindUint, nil}, {43, "IFLA_XDP", KindNested, nil},
	{47, "IFLA_CARRIER_UP_COUNT", KindUint, nil}, {48, "IFLA_CARRIER_DOWN_COUNT", KindUint, nil},
	{50, "IFLA_MIN_MTU", KindUint, nil}, {51, "IFLA_MAX_MTU", KindUint, nil}, {54, "IFLA_PERM_ADDRESS", KindMAC, nil},
	{58, "IFLA_GRO_MAX_SIZE", KindUint, nil}, {59, "IFLA_TSO_MAX_SIZE", KindUint, nil}, {60, "IFLA_TSO_MAX_SEGS", KindUint, nil},
	{61, "IFLA_ALLMULTI", KindUint, nil},
}}

var addrAttrs = AttrSet{Name: "IFA", Attrs: []Attr{
	{1, "IFA_ADDRESS", KindIP, nil}, {2, "IFA_LOCAL", KindIP, nil}, {3, "IFA_LABEL", KindString, nil},
	{4, "IFA_BROADCAST", KindIP, nil}, {6, "IFA_CACHEINFO", KindBytes, nil}, {8, "IFA_FLAGS", KindUint, nil},
	{9, "IFA_RT_PRIORITY", KindUint, nil}, {11, "IFA_PROTO", KindUint, nil},
}}

var routeAttrs = AttrSet{Name: "RTA", Attrs: []Attr{
	{1, "RTA_DST", KindIP, nil}, {2, "RTA_SRC", KindIP, nil}, {3, "RTA_IIF", KindUint, nil}, {4, "RTA_OIF", KindUint, nil},
	{5, "RTA_GATEWAY", KindIP, nil}, {6, "RTA_PRIORITY", KindUint, nil}, {7, "RTA_PREFSRC", KindIP, nil},
	{8, "RTA_METRICS", KindNested, nil}, {12, "RTA_CACHEINFO", KindBytes, nil}, {15, "RTA_TABLE", KindUint, nil},
	{20, "RTA_PREF", KindUint, nil},
}}

var neighAttrs = AttrSet{Name: "NDA", Attrs: []Attr{
	{1, "NDA_DST", KindIP, nil}, {2, "NDA_LLADDR", KindMAC, nil}, {3, "NDA_CACHEINFO", KindBytes, nil},
	{4, "NDA_PROBES", KindUint, nil}, {8, "NDA_IFINDEX", KindUint, nil}, {9, "NDA_MASTER", KindUint, nil},
}}

// route is NETLINK_ROUTE.
var route = Protocol{Number: 0, Name: "NETLINK_ROUTE", Short: "route", Types: []Type{
	{16, "RTM_NEWLINK", &ifinfomsg, &linkAttrs}, {17, "RTM_DELLINK", &ifinfomsg, &linkAttrs},
	{18, "RTM_GETLINK", &ifinfomsg, &linkAttrs}, {19, "RTM_SETLINK", &ifinfomsg, &linkAttrs},
	{20, "RTM_NEWADDR", &ifaddrmsg, &addrAttrs}, {21, "RTM_DELADDR", &ifaddrmsg, &addrAttrs},
	{22, "RTM_GETADDR", &ifaddrmsg, &addrAttrs},
	{24, "RTM_NEWROUTE", &rtmsg, &routeAttrs}, {25, "RTM_DELROUTE", &rtmsg, &routeAttrs},
	{26, "RTM_GETROUTE", &rtmsg, &routeAttrs},
	{28, "RTM_NEWNEIGH", &ndmsg, &neighAttrs}, {29, "RTM_DELNEIGH", &ndmsg, &neighAttrs},
	{30, "RTM_GETNEIGH", &ndmsg, &neighAttrs},
}}
