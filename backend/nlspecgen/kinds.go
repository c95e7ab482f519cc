// SPDX-License-Identifier: Apache-2.0

package nlspecgen

import "netlinklab/wasm/nlspec"

type scalar struct {
	kind nlspec.Kind
	size int
}

// scalars are YNL's numbers. uint and sint take 4 or 8 bytes, as the value needs.
var scalars = map[string]scalar{
	"u8": {nlspec.KindUint, 1}, "u16": {nlspec.KindUint, 2}, "u32": {nlspec.KindUint, 4}, "u64": {nlspec.KindUint, 8},
	"s8": {nlspec.KindInt, 1}, "s16": {nlspec.KindInt, 2}, "s32": {nlspec.KindInt, 4}, "s64": {nlspec.KindInt, 8},
	"uint": {nlspec.KindUint, 0}, "sint": {nlspec.KindInt, 0},
}

// kinds are YNL's other types.
var kinds = map[string]nlspec.Kind{
	"binary": nlspec.KindBytes, "string": nlspec.KindString, "nul-string": nlspec.KindString,
	"nest": nlspec.KindNested, "flag": nlspec.KindFlag, "pad": nlspec.KindPad, "unused": nlspec.KindBytes,
	"bitfield32": nlspec.KindBitfield32, "indexed-array": nlspec.KindArray,
	"nest-type-value": nlspec.KindTypeValue, "sub-message": nlspec.KindSub,
}

// hinted is a kind as a display hint says it is to be read.
func hinted(k nlspec.Kind, hint string) nlspec.Kind {
	switch hint {
	case "mac", "fddi":
		return nlspec.KindMAC
	case "ipv4", "ipv6", "ipv4-or-v6":
		return nlspec.KindIP
	case "uuid":
		return nlspec.KindUUID
	case "hex":
		if k == nlspec.KindUint {
			return nlspec.KindHex
		}
	}
	return k
}

// hintedSize is how many bytes a display hint asks for, 0 for any.
func hintedSize(hint string) int {
	switch hint {
	case "ipv4":
		return 4
	case "ipv6", "uuid":
		return 16
	case "mac":
		return 0 // Ethernet has 6, others more or fewer
	}
	return 0
}
