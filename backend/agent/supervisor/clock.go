// SPDX-License-Identifier: Apache-2.0

package supervisor

import (
	"encoding/binary"
	"unsafe"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

// Requests of random(4), from include/uapi/linux/random.h.
const (
	rndAddEntropy = 0x40085203 // _IOW('R', 0x03, int[2])
	rndReseedCRNG = 0x5207     // _IO('R', 0x07)
)

// clock makes a clone its own machine: the wall clock stood still since the
// template was made, and so did the random number generator. A guest may lack
// the privilege (a test on a host): then nothing is set.
func (s *supervisor) clock(c labproto.Clock) {
	if !s.Guest {
		return
	}
	ts := unix.NsecToTimespec(c.UnixNano)
	_ = unix.ClockSettime(unix.CLOCK_REALTIME, &ts)
	if len(c.Entropy) == 0 {
		return
	}
	// Not os.OpenFile: it would wake the runtime's poller, which a fresh clone
	// has to translate first.
	fd, err := unix.Open("/dev/random", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return
	}
	defer unix.Close(fd)
	// struct rand_pool_info: entropy in bits, size in bytes, the bytes.
	info := binary.NativeEndian.AppendUint32(nil, uint32(8*len(c.Entropy)))
	info = binary.NativeEndian.AppendUint32(info, uint32(len(c.Entropy)))
	info = append(info, c.Entropy...)
	_, _, _ = unix.Syscall(unix.SYS_IOCTL, uintptr(fd), rndAddEntropy, uintptr(unsafe.Pointer(&info[0])))
	_, _, _ = unix.Syscall(unix.SYS_IOCTL, uintptr(fd), rndReseedCRNG, 0)
}
