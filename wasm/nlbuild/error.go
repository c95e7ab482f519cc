// SPDX-License-Identifier: Apache-2.0

package nlbuild

import (
	"strconv"

	"netlinklab/wasm/jsondoc"
)

// Error is what is wrong in a document, and where.
type Error struct {
	// Path is the place, such as "attrs.IFLA_LINKINFO.IFLA_INFO_DATA"; "" is the
	// whole document.
	Path string
	// Text says what is wrong and what would be right.
	Text string
}

// Error gives path and text.
func (e *Error) Error() string {
	if e.Path == "" {
		return e.Text
	}
	return e.Path + ": " + e.Text
}

// at extends the path while f runs.
func (b *builder) at(key string, f func()) {
	n := len(b.path)
	if n > 0 {
		b.path = append(b.path, '.')
	}
	b.path = append(b.path, key...)
	f()
	b.path = b.path[:n]
}

func (b *builder) atIndex(i int, f func()) {
	n := len(b.path)
	b.path = append(b.path, '[')
	b.path = append(strconv.AppendInt(b.path, int64(i), 10), ']')
	f()
	b.path = b.path[:n]
}

// fail keeps the first thing that is wrong.
func (b *builder) fail(text string) {
	if b.err == nil {
		b.err = &Error{Path: string(b.path), Text: text}
	}
}

// suggest is ": did you mean X?" for the name that is nearest to a wrong one.
func suggest(wrong string, names func(yield func(string) bool)) string {
	best, least := "", len(wrong)/3+2
	for name := range names {
		if d := distance(wrong, name, least); d < least {
			best, least = name, d
		}
	}
	if best == "" {
		return ""
	}
	return ": did you mean " + best + "?"
}

// distance is Levenshtein's, without regard to case, up to a limit. A name that
// ends in the other counts as near.
func distance(a, b string, limit int) int {
	if len(a) >= 3 && len(b) > len(a) && same(b[len(b)-len(a):], a) {
		return 1
	}
	if d := len(a) - len(b); d >= limit || -d >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := last
			if fold(a[i]) != fold(b[j]) {
				cost++
			}
			last = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

func same(a, b string) bool {
	for i := range min(len(a), len(b)) {
		if fold(a[i]) != fold(b[i]) {
			return false
		}
	}
	return len(a) == len(b)
}

func fold(c byte) byte {
	switch {
	case c >= 'A' && c <= 'Z':
		return c + 'a' - 'A'
	case c == '-':
		return '_'
	}
	return c
}

// quote puts a word of the document in quotes, for an error.
func quote(s string) string { return string(jsondoc.AppendString(nil, s)) }
