// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"encoding/binary"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

// addrSize is sizeof(struct sockaddr_nl): family, padding, port id, groups.
const addrSize = 12

// rawAddr is struct sockaddr_nl in memory, in the machine's byte order.
func rawAddr(a labproto.Addr) *[addrSize]byte {
	var b [addrSize]byte
	family := a.Family
	if family == 0 {
		family = unix.AF_NETLINK
	}
	binary.NativeEndian.PutUint16(b[0:], family)
	binary.NativeEndian.PutUint32(b[4:], a.PortID)
	binary.NativeEndian.PutUint32(b[8:], a.Groups)
	return &b
}

// parseAddr reads what the kernel wrote; ok is false if it is no netlink address.
func parseAddr(b []byte) (a labproto.Addr, ok bool) {
	if len(b) < addrSize {
		return a, false
	}
	a.Family = binary.NativeEndian.Uint16(b[0:])
	a.PortID = binary.NativeEndian.Uint32(b[4:])
	a.Groups = binary.NativeEndian.Uint32(b[8:])
	return a, a.Family == unix.AF_NETLINK
}

// sockname is getsockname(2); the length may be more than fits b.
func sockname(fd int, b *[addrSize]byte) (int, unix.Errno) {
	n := uint32(addrSize)
	_, _, errno := unix.RawSyscall(unix.SYS_GETSOCKNAME, uintptr(fd), uintptr(unsafe.Pointer(b)), uintptr(unsafe.Pointer(&n)))
	return int(n), errno
}

// localAddr asks a socket for its netlink address, untold.
func localAddr(fd int) (labproto.Addr, bool) {
	var b [addrSize]byte
	n, errno := sockname(fd, &b)
	if errno != 0 || n < addrSize {
		return labproto.Addr{}, false
	}
	return parseAddr(b[:])
}

// addrText writes an address as strace does, without the family.
func addrText(a labproto.Addr) string {
	return "{nl_pid=" + strconv.FormatUint(uint64(a.PortID), 10) + ", nl_groups=0x" + strconv.FormatUint(uint64(a.Groups), 16) + "}"
}
