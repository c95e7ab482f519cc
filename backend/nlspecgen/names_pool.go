// SPDX-License-Identifier: Apache-2.0

package nlspecgen

import (
	"fmt"
	"strconv"
	"strings"
)

// pool holds names one behind the other, those of no column once. A name's
// number is its offset times 256 plus its length.
type pool struct {
	text strings.Builder
	at   map[string]uint32
}

func newPool() *pool {
	p := &pool{at: map[string]uint32{}}
	p.text.WriteByte('\n') // no name has number 0
	return p
}

func (p *pool) add(s string) (uint32, error) {
	if s == "" {
		return 0, nil
	}
	if n, ok := p.at[s]; ok {
		return n, nil
	}
	if len(s) > 255 || strings.ContainsAny(s, "\n") {
		return 0, fmt.Errorf("%q is no name", s)
	}
	if p.text.Len() >= 1<<24 {
		return 0, fmt.Errorf("more than 16 MiB of names")
	}
	n := uint32(p.text.Len())<<8 | uint32(len(s))
	p.at[s] = n
	p.text.WriteString(s)
	return n, nil
}

// column adds the names of a table's rows, each of them, and gives where every
// eighth begins and how long they are (nameOf in package nlspec).
func (p *pool) column(list []string) (starts, lengths []int, err error) {
	for i, s := range list {
		if i%8 == 0 {
			starts = append(starts, p.text.Len())
		}
		lengths = append(lengths, len(s))
		delete(p.at, s)
		if _, err := p.add(s); err != nil {
			return nil, nil, err
		}
	}
	return starts, lengths, nil
}

// lineWidth is about how many bytes of names stand in a line of the source.
const lineWidth = 100

// source is the text as a Go expression.
func (p *pool) source() string {
	var b strings.Builder
	for text := p.text.String(); ; b.WriteString(" +\n") {
		n := min(lineWidth, len(text))
		b.WriteString(strconv.Quote(text[:n]))
		if text = text[n:]; text == "" {
			return b.String()
		}
	}
}
