// SPDX-License-Identifier: Apache-2.0

package relocate

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"errors"
)

// errELF says that a program is not as elf(5) has it.
var errELF = errors.New("not a 64-bit little-endian ELF file that is whole")

// Offsets in Elf64_Phdr, in bytes.
const (
	phOffset = 8
	phFileSz = 32
	phMemSz  = 40
)

// withLoader names another loader in a program: its path is put at the end of
// the file, and PT_INTERP says where. The kernel reads it from the file, before
// anything is mapped (load_elf_binary in fs/binfmt_elf.c); the old path stays
// where it was in memory, and the loader knows itself by it. Nil is a file
// without a loader.
func withLoader(file []byte, path string) ([]byte, error) {
	f, err := elf.NewFile(bytes.NewReader(file))
	if err != nil || f.Class != elf.ELFCLASS64 || f.ByteOrder != binary.LittleEndian {
		return nil, errELF
	}
	var header elf.Header64
	if _, err := binary.Decode(file, binary.LittleEndian, &header); err != nil {
		return nil, errELF
	}
	for i := range f.Progs {
		if f.Progs[i].Type != elf.PT_INTERP {
			continue
		}
		at := header.Phoff + uint64(i)*uint64(header.Phentsize)
		if at+uint64(header.Phentsize) > uint64(len(file)) || header.Phentsize < phMemSz+8 {
			return nil, errELF
		}
		out := append(bytes.Clone(file), path...)
		out = append(out, 0)
		ph := out[at:]
		binary.LittleEndian.PutUint64(ph[phOffset:], uint64(len(file)))
		binary.LittleEndian.PutUint64(ph[phFileSz:], uint64(len(path)+1))
		return out, nil
	}
	return nil, nil
}
