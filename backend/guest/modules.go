// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"errors"
	"fmt"
	"slices"
)

// Module is a kernel module of the guest's kernel.
type Module struct {
	// Name is what the kernel calls it.
	Name string
	// ELF are its bytes, unpacked, as finit_module(2) takes them.
	ELF []byte
}

// Modules gives kernel modules of the image's SDK by name, each behind those
// that must be loaded before it, whether the image has them or not. Names that
// the SDK has no module for are left out: they may be built in.
func (im Image) Modules(names ...string) ([]Module, error) {
	if im.SDK == "" {
		return nil, errors.New("the image's SDK is gone, and its kernel's modules with it; " + buildAgain)
	}
	s := sdk{dir: im.SDK, release: im.Release}
	all, err := s.dependencies()
	if err != nil {
		return nil, err
	}
	var list []Module
	have := map[string]bool{}
	for _, name := range names {
		for _, n := range slices.Concat(all[name].deps, []string{name}) {
			d, there := all[n]
			if !there || have[n] {
				continue
			}
			have[n] = true
			elf, err := readDriver(s, d)
			if err != nil {
				return nil, fmt.Errorf("module %s: %w", n, err)
			}
			list = append(list, Module{n, elf})
		}
	}
	return list, nil
}
