// SPDX-License-Identifier: Apache-2.0

package oops

import (
	"bytes"
	"debug/dwarf"
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// MaxModuleBytes is how long a module with its debugging sections may be. A
// lesson's takes some 300 KiB, nearly all of it the kernel's types.
const MaxModuleBytes = 16 << 20

// Symbols are a module's functions and their lines.
type Symbols struct {
	// Name is the module's to the kernel.
	Name      string
	functions map[string][]extent
	dwarf     *dwarf.Data
}

// extent is where a function lies, in the addresses that place gives out.
type extent struct{ address, size uint64 }

// place gives a section addresses of its own. In an object file all sections
// begin at 0, and .text and .init.text could not be told apart.
func place(section elf.SectionIndex) uint64 { return (uint64(section) + 1) << 32 }

// Open reads the symbols of a module that was compiled with -g and not stripped.
func Open(module []byte) (s *Symbols, err error) {
	defer func() {
		if p := recover(); p != nil { // of the standard library's readers: the file is forged
			s, err = nil, fmt.Errorf("debugging sections cannot be read: %v", p)
		}
	}()
	if len(module) > MaxModuleBytes {
		return nil, fmt.Errorf("the module has %d bytes; lines are looked for in up to %d", len(module), MaxModuleBytes)
	}
	f, err := elf.NewFile(bytes.NewReader(module))
	if err != nil {
		return nil, err
	}
	if f.Type != elf.ET_REL || f.Machine != elf.EM_X86_64 || f.Class != elf.ELFCLASS64 {
		return nil, errors.New("not a kernel module for x86-64")
	}
	symbols, err := f.Symbols()
	if err != nil {
		return nil, err
	}
	s = &Symbols{Name: moduleName(f), functions: map[string][]extent{}}
	for _, y := range symbols {
		if elf.ST_TYPE(y.Info) == elf.STT_FUNC && int(y.Section) < len(f.Sections) && y.Section != elf.SHN_UNDEF {
			s.functions[y.Name] = append(s.functions[y.Name], extent{place(y.Section) + y.Value, y.Size})
		}
	}
	s.dwarf, err = openDWARF(f, symbols)
	return s, err
}

// moduleName finds the name that modpost writes in .modinfo, strings that end
// with NUL.
func moduleName(f *elf.File) string {
	section := f.Section(".modinfo")
	if section == nil {
		return ""
	}
	b, err := section.Data()
	if err != nil {
		return ""
	}
	for _, s := range strings.Split(string(b), "\x00") {
		if name, ok := strings.CutPrefix(s, "name="); ok {
			return strings.ReplaceAll(name, "-", "_")
		}
	}
	return ""
}

// openDWARF relocates the debugging sections and opens them.
func openDWARF(f *elf.File, symbols []elf.Symbol) (*dwarf.Data, error) {
	data := map[string][]byte{}
	for i, section := range f.Sections {
		name, ok := strings.CutPrefix(section.Name, ".debug_")
		if !ok || section.Type != elf.SHT_PROGBITS {
			continue
		}
		if section.Flags&elf.SHF_COMPRESSED != 0 {
			return nil, errors.New("compressed debugging sections are not read")
		}
		b, err := section.Data()
		if err != nil {
			return nil, err
		}
		for _, r := range f.Sections {
			if r.Type == elf.SHT_RELA && int(r.Info) == i {
				if err := relocate(f, b, r, symbols); err != nil {
					return nil, err
				}
			}
		}
		data[name] = b
	}
	d, err := dwarf.New(data["abbrev"], nil, nil, data["info"], data["line"], nil, data["ranges"], data["str"])
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"addr", "line_str", "str_offsets", "rnglists"} {
		if err := d.AddSection(".debug_"+name, data[name]); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// relocate applies a section of relocations (struct Elf64_Rela in elf(5)) to b.
func relocate(f *elf.File, b []byte, rela *elf.Section, symbols []elf.Symbol) error {
	entries, err := rela.Data()
	if err != nil {
		return err
	}
	const size = 24
	for ; len(entries) >= size; entries = entries[size:] {
		offset := f.ByteOrder.Uint64(entries)
		info := f.ByteOrder.Uint64(entries[8:])
		addend := f.ByteOrder.Uint64(entries[16:])
		n := elf.R_SYM64(info)
		if n == 0 || int(n) > len(symbols) || offset >= uint64(len(b)) {
			continue
		}
		y := symbols[n-1]
		v := y.Value + addend
		if int(y.Section) < len(f.Sections) && f.Sections[y.Section].Flags&elf.SHF_ALLOC != 0 {
			v += place(y.Section)
		}
		at := b[offset:]
		switch t := elf.R_X86_64(elf.R_TYPE64(info)); {
		case t == elf.R_X86_64_64 && len(at) >= 8:
			binary.LittleEndian.PutUint64(at, v)
		case (t == elf.R_X86_64_32 || t == elf.R_X86_64_32S) && len(at) >= 4:
			binary.LittleEndian.PutUint32(at, uint32(v))
		}
	}
	return nil
}
