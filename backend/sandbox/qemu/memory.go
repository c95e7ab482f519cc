// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

const memoryBytes = memoryMiB << 20

// memoryName is what the guest's memory is called in a process's maps.
const memoryName = "netlinklab-guest"

// newMemory makes an empty memfd of the guest's memory size.
func newMemory() (*os.File, error) {
	fd, err := unix.MemfdCreate(memoryName, unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		return nil, fmt.Errorf("memfd: %w", err)
	}
	f := os.NewFile(uintptr(fd), "guest memory")
	if err := f.Truncate(memoryBytes); err != nil {
		f.Close()
		return nil, fmt.Errorf("memfd: %w", err)
	}
	return f, nil
}

// seal makes a memory read-only for everyone and for good. Private mappings can
// still be made and written: each writer gets copies.
func seal(f *os.File) error {
	_, err := unix.FcntlInt(f.Fd(), unix.F_ADD_SEALS, unix.F_SEAL_WRITE|unix.F_SEAL_GROW|unix.F_SEAL_SHRINK|unix.F_SEAL_SEAL)
	if err != nil {
		return fmt.Errorf("seal the template's memory: %w", err)
	}
	return nil
}

const pageSize = 4096

// copySparse copies size bytes and leaves holes where there are zero pages. sum
// is the CRC-32C of the other pages, each after its number in eight little-endian
// bytes.
func copySparse(dst, src *os.File, size int64) (sum uint32, err error) {
	table := crc32.MakeTable(crc32.Castagnoli)
	var number [8]byte
	zero := make([]byte, pageSize)
	buf := make([]byte, 256*pageSize)
	for off := int64(0); off < size; {
		data, err := unix.Seek(int(src.Fd()), off, unix.SEEK_DATA)
		if errors.Is(err, unix.ENXIO) {
			break
		}
		if err != nil {
			return 0, err
		}
		off = data &^ (pageSize - 1)
		n, err := src.ReadAt(buf[:min(int64(len(buf)), size-off)], off)
		if err != nil && err != io.EOF {
			return 0, err
		}
		if n == 0 {
			break
		}
		for p := 0; p < n; p += pageSize {
			page := buf[p:min(p+pageSize, n)]
			if bytes.Equal(page, zero[:len(page)]) {
				continue
			}
			at := off + int64(p)
			binary.LittleEndian.PutUint64(number[:], uint64(at/pageSize))
			sum = crc32.Update(crc32.Update(sum, table, number[:]), table, page)
			if _, err := dst.WriteAt(page, at); err != nil {
				return 0, err
			}
		}
		off += int64(n)
	}
	return sum, dst.Truncate(size)
}
