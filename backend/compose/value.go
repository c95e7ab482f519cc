// SPDX-License-Identifier: Apache-2.0

package compose

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"netlinklab/wasm/labproto"
)

// value is a JSON value with its place in the document.
type value struct {
	v    any
	path string
}

func (v value) fail(format string, args ...any) error {
	return &labproto.PathError{Path: v.path, Text: fmt.Sprintf(format, args...)}
}

// source reads the documents of a source, one after the other.
type source struct {
	text []byte
	d    *json.Decoder
}

func newSource(text []byte) *source {
	s := &source{text: text, d: json.NewDecoder(bytes.NewReader(text))}
	s.d.UseNumber()
	return s
}

// next gives the next document with its own bytes, or io.EOF.
func (s *source) next() (value, []byte, error) {
	from := s.d.InputOffset()
	var v any
	err := s.d.Decode(&v)
	if errors.Is(err, io.EOF) {
		return value{}, nil, io.EOF
	}
	at := s.d.InputOffset()
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		// Its offset is of the byte behind the one that is wrong, counted from
		// where the decoder's buffer began, which is the source's first byte.
		line, column := s.place(max(syntax.Offset-1, 0))
		return value{}, nil, &labproto.PathError{Text: fmt.Sprintf("line %d, column %d: %v", line, column, err)}
	case err != nil:
		line, column := s.place(int64(len(s.text)))
		return value{}, nil, &labproto.PathError{Text: fmt.Sprintf("line %d, column %d: the JSON ends within a value", line, column)}
	}
	return value{v: v}, s.text[from:at], nil
}

// place gives the line and the column of an offset, both from 1.
func (s *source) place(offset int64) (line, column int) {
	before := s.text[:min(offset, int64(len(s.text)))]
	return 1 + bytes.Count(before, []byte("\n")), len(before) - bytes.LastIndexByte(before, '\n')
}

// object gives the members of an object that has no keys but the known ones.
func (v value) object(known ...string) (map[string]value, error) {
	m, ok := v.v.(map[string]any)
	if !ok {
		return nil, v.fail("an object, {…}, is needed here")
	}
	out := make(map[string]value, len(m))
	for key, member := range m {
		path := key
		if v.path != "" {
			path = v.path + "." + key
		}
		out[key] = value{member, path}
		if len(known) > 0 && !slices.Contains(known, key) {
			return nil, out[key].fail("unknown key; there are %s", strings.Join(known, ", "))
		}
	}
	return out, nil
}

func (v value) list() ([]value, error) {
	l, ok := v.v.([]any)
	if !ok {
		return nil, v.fail("a list, […], is needed here")
	}
	out := make([]value, len(l))
	for i, e := range l {
		out[i] = value{e, v.path + "[" + strconv.Itoa(i) + "]"}
	}
	return out, nil
}

func (v value) text() (string, error) {
	s, ok := v.v.(string)
	if !ok {
		return "", v.fail("a text in quotes is needed here")
	}
	return s, nil
}

// words gives a text, or a number as text.
func (v value) words() (string, error) {
	if n, ok := v.v.(json.Number); ok {
		return n.String(), nil
	}
	s, ok := v.v.(string)
	if !ok {
		return "", v.fail("a number, or kernel names in quotes, are needed here")
	}
	return s, nil
}

// number reads an integer of so many bits: a number, or a text such as "0x1f".
// Numbers below zero are two's complement.
func (v value) number(bits int) (uint64, error) {
	s, err := v.words()
	if err != nil {
		return 0, err
	}
	if n, err := strconv.ParseUint(s, 0, bits); err == nil {
		return n, nil
	}
	if n, err := strconv.ParseInt(s, 0, bits); err == nil {
		return uint64(n) & (1<<bits - 1), nil
	}
	return 0, v.fail("%s is no integer of %d bits", s, bits)
}

func (v value) truth() (bool, error) {
	b, ok := v.v.(bool)
	if !ok {
		return false, v.fail("true or false is needed here")
	}
	return b, nil
}
