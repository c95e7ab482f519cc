// SPDX-License-Identifier: Apache-2.0

package nlspecgen

import (
	"fmt"
	"strings"
)

// pool holds every name once, one behind the other with a line feed between.
// A name's number is its offset times 256 plus its length.
type pool struct {
	text strings.Builder
	at   map[string]uint32
}

func (p *pool) add(s string) (uint32, error) {
	if s == "" {
		return 0, nil
	}
	if n, ok := p.at[s]; ok {
		return n, nil
	}
	if len(s) > 255 || strings.ContainsAny(s, "`\n") {
		return 0, fmt.Errorf("%q is no name", s)
	}
	if p.text.Len() >= 1<<24 {
		return 0, fmt.Errorf("more than 16 MiB of names")
	}
	n := uint32(p.text.Len())<<8 | uint32(len(s))
	p.at[s] = n
	p.text.WriteString(s)
	p.text.WriteByte('\n')
	return n, nil
}
