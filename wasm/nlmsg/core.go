// SPDX-License-Identifier: Apache-2.0

package nlmsg

import "netlinklab/wasm/nlspec"

// coreField is a field of a struct that netlink itself has.
type coreField struct {
	name, ctype string
	size        uint8
	kind        nlspec.Kind
	tag         byte
}

// coreStruct is one of netlink's own structs.
type coreStruct struct {
	ctype  string
	size   uint8
	fields []coreField
}

// Places in coreStructs.
const (
	coreHeader = iota
	coreGeneric
	coreError
	coreMonitor
)

// coreStructs are of include/uapi/linux/netlink.h and genetlink.h; the last one
// is udev's (libsystemd's device-monitor.c), whose messages travel on
// NETLINK_KOBJECT_UEVENT without the kernel.
var coreStructs = [...]coreStruct{
	coreHeader: {"struct nlmsghdr", 16, []coreField{
		{"nlmsg_len", "__u32", 4, nlspec.KindUint, 'L'}, {"nlmsg_type", "__u16", 2, nlspec.KindUint, 'T'},
		{"nlmsg_flags", "__u16", 2, nlspec.KindUint, 'F'}, {"nlmsg_seq", "__u32", 4, nlspec.KindUint, 'Q'},
		{"nlmsg_pid", "__u32", 4, nlspec.KindUint, 'P'},
	}},
	coreGeneric: {"struct genlmsghdr", 4, []coreField{
		{"cmd", "__u8", 1, nlspec.KindUint, 'H'}, {"version", "__u8", 1, nlspec.KindUint, 'H'}, {"reserved", "__u16", 2, nlspec.KindUint, 'H'},
	}},
	coreError: {"struct nlmsgerr", 4, []coreField{{"error", "int", 4, nlspec.KindErrno, 'E'}}},
	coreMonitor: {"struct monitor_netlink_header", 40, []coreField{
		{"prefix", "char[8]", 8, nlspec.KindString, 'H'}, {"magic", "__be32", 4, nlspec.KindHex, 'H'},
		{"header_size", "unsigned int", 4, nlspec.KindUint, 'H'}, {"properties_off", "unsigned int", 4, nlspec.KindUint, 'H'},
		{"properties_len", "unsigned int", 4, nlspec.KindUint, 'H'}, {"filter_subsystem_hash", "__be32", 4, nlspec.KindHex, 'H'},
		{"filter_devtype_hash", "__be32", 4, nlspec.KindHex, 'H'}, {"filter_tag_bloom_hi", "__be32", 4, nlspec.KindHex, 'H'},
		{"filter_tag_bloom_lo", "__be32", 4, nlspec.KindHex, 'H'},
	}},
}

// Netlink's own message types (include/uapi/linux/netlink.h).
const (
	typeNoop    = 1
	typeError   = 2
	typeDone    = 3
	typeOverrun = 4
	typeMin     = 0x10
)

// Bits of nlmsg_flags: of every message, and of an NLMSG_ERROR.
const (
	flagRequest = 0x01
	flagsCommon = 0x3f
	flagCapped  = 0x100
	flagAckTLVs = 0x200
)

// Bits of nla_type.
const (
	attrNested    = 0x8000
	attrByteOrder = 0x4000
	attrTypeMask  = 0x3fff
)

// Protocols that have a shape of their own (include/uapi/linux/netlink.h).
const (
	protocolFibLookup = 10
	protocolConnector = 11
	protocolUevent    = 15
	protocolGeneric   = 16
	protocolTest      = 30
)

// named is a number with its kernel name.
type named struct {
	value uint32
	name  string
}

// standardTypes are the types below NLMSG_MIN_TYPE, which mean the same in
// every protocol.
var standardTypes = [...]named{{typeNoop, "NLMSG_NOOP"}, {typeError, "NLMSG_ERROR"}, {typeDone, "NLMSG_DONE"}, {typeOverrun, "NLMSG_OVERRUN"}}

// commonFlags mean the same in every message. The bits from 0x100 on have names
// that depend on what the message does.
var (
	commonFlags = [...]named{
		{0x01, "NLM_F_REQUEST"}, {0x02, "NLM_F_MULTI"}, {0x04, "NLM_F_ACK"}, {0x08, "NLM_F_ECHO"},
		{0x10, "NLM_F_DUMP_INTR"}, {0x20, "NLM_F_DUMP_FILTERED"},
	}
	getFlags    = [...]named{{0x100, "NLM_F_ROOT"}, {0x200, "NLM_F_MATCH"}, {0x400, "NLM_F_ATOMIC"}}
	newFlags    = [...]named{{0x100, "NLM_F_REPLACE"}, {0x200, "NLM_F_EXCL"}, {0x400, "NLM_F_CREATE"}, {0x800, "NLM_F_APPEND"}}
	deleteFlags = [...]named{{0x100, "NLM_F_NONREC"}, {0x200, "NLM_F_BULK"}}
	ackFlags    = [...]named{{flagCapped, "NLM_F_CAPPED"}, {flagAckTLVs, "NLM_F_ACK_TLVS"}}
)

//go:noinline
func nameOf(list []named, v uint32) string {
	for i := range list {
		if list[i].value == v {
			return list[i].name
		}
	}
	return ""
}

//go:noinline
func valueOf(list []named, name string) (uint64, bool) {
	for i := range list {
		if list[i].name == name {
			return uint64(list[i].value), true
		}
	}
	return 0, false
}

// typeless says that a protocol takes no notice of nlmsg_type: the connector's
// messages say in their own header whose they are (drivers/connector), and
// net/ipv4/fib_frontend.c answers every datagram.
func typeless(protocol int32) bool {
	return protocol == protocolConnector || protocol == protocolFibLookup
}
