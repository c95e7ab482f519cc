// SPDX-License-Identifier: Apache-2.0

package labproto

// name is a kernel constant that step files may spell by name.
type name struct {
	text  string
	value int32
}

// names are the constants of include/uapi/linux/netlink.h, include/linux/socket.h
// and asm-generic/socket.h that steps use. Numbers are those of x86-64.
var names = [...]name{
	{"AF_UNSPEC", 0}, {"AF_UNIX", 1}, {"AF_LOCAL", 1}, {"AF_INET", 2}, {"AF_INET6", 10},
	{"AF_NETLINK", 16}, {"AF_ROUTE", 16}, {"AF_PACKET", 17},
	{"SOCK_STREAM", 1}, {"SOCK_DGRAM", 2}, {"SOCK_RAW", 3}, {"SOCK_RDM", 4},
	{"SOCK_SEQPACKET", 5}, {"SOCK_NONBLOCK", 0x800}, {"SOCK_CLOEXEC", 0x80000},
	{"NETLINK_ROUTE", 0}, {"NETLINK_UNUSED", 1}, {"NETLINK_USERSOCK", 2}, {"NETLINK_FIREWALL", 3},
	{"NETLINK_SOCK_DIAG", 4}, {"NETLINK_INET_DIAG", 4}, {"NETLINK_NFLOG", 5}, {"NETLINK_XFRM", 6},
	{"NETLINK_SELINUX", 7}, {"NETLINK_ISCSI", 8}, {"NETLINK_AUDIT", 9}, {"NETLINK_FIB_LOOKUP", 10},
	{"NETLINK_CONNECTOR", 11}, {"NETLINK_NETFILTER", 12}, {"NETLINK_IP6_FW", 13},
	{"NETLINK_DNRTMSG", 14}, {"NETLINK_KOBJECT_UEVENT", 15}, {"NETLINK_GENERIC", 16},
	{"NETLINK_SCSITRANSPORT", 18}, {"NETLINK_ECRYPTFS", 19}, {"NETLINK_RDMA", 20},
	{"NETLINK_CRYPTO", 21}, {"NETLINK_SMC", 22}, {"NETLINK_TEST_30", 30},
	{"SOL_SOCKET", 1}, {"SOL_NETLINK", 270},
	{"SO_RCVBUF", 8}, {"SO_SNDBUF", 7}, {"SO_PASSCRED", 16}, {"SO_RCVTIMEO", 20},
	{"SO_TYPE", 3}, {"SO_PROTOCOL", 38}, {"SO_DOMAIN", 39}, {"SO_RCVBUFFORCE", 33},
	{"SO_TIMESTAMP", 29},
	{"NETLINK_ADD_MEMBERSHIP", 1}, {"NETLINK_DROP_MEMBERSHIP", 2}, {"NETLINK_PKTINFO", 3},
	{"NETLINK_BROADCAST_ERROR", 4}, {"NETLINK_NO_ENOBUFS", 5}, {"NETLINK_LISTEN_ALL_NSID", 8},
	{"NETLINK_LIST_MEMBERSHIPS", 9}, {"NETLINK_CAP_ACK", 10}, {"NETLINK_EXT_ACK", 11},
	{"NETLINK_GET_STRICT_CHK", 12},
	{"MSG_OOB", 1}, {"MSG_PEEK", 2}, {"MSG_DONTROUTE", 4}, {"MSG_CTRUNC", 8}, {"MSG_TRUNC", 0x20},
	{"MSG_DONTWAIT", 0x40}, {"MSG_WAITALL", 0x100}, {"MSG_NOSIGNAL", 0x4000},
}

// ParseNames reads kernel names or numbers (decimal or 0x…) joined by "|", and
// gives their bitwise or. unknown is the first part that is neither, or "".
func ParseNames(s string) (v int64, unknown string) {
	for start := 0; start <= len(s); {
		end := start
		for end < len(s) && s[end] != '|' {
			end++
		}
		part := trim(s[start:end])
		n, ok := lookup(part)
		if !ok {
			if part == "" {
				part = "(empty)"
			}
			return 0, part
		}
		v |= n
		start = end + 1
	}
	return v, ""
}

func lookup(s string) (int64, bool) {
	for i := range names {
		if names[i].text == s {
			return int64(names[i].value), true
		}
	}
	return parseInt(s, true)
}

// parseInt reads a decimal number and, if based, those of other bases as C writes
// them: 0x1e, 017. strconv's errors would bring the tables of all printable
// characters to the browser.
func parseInt(s string, based bool) (v int64, ok bool) {
	negative := s != "" && s[0] == '-'
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	base := uint64(10)
	if based && len(s) > 1 && s[0] == '0' {
		base, s = 8, s[1:]
		if s[0]|0x20 == 'x' {
			base, s = 16, s[1:]
		}
	}
	u := uint64(0)
	for i := range len(s) {
		d, isHex := hexDigit(s[i])
		if !isHex || uint64(d) >= base || u > (1<<63-uint64(d))/base {
			return 0, false
		}
		u = u*base + uint64(d)
	}
	if negative {
		return -int64(u), s != ""
	}
	return int64(u), s != "" && u < 1<<63
}

func hexDigit(c byte) (d byte, ok bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10, true
	}
	return 0, false
}

func trim(s string) string {
	for len(s) > 0 && s[0] == ' ' {
		s = s[1:]
	}
	for len(s) > 0 && s[len(s)-1] == ' ' {
		s = s[:len(s)-1]
	}
	return s
}
