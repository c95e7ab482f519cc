// SPDX-License-Identifier: Apache-2.0

package lessons

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// outline is where the fields of a JSON document stand, so that a mistake found
// later can name its line, and which of them no one knows.
type outline struct {
	source []byte
	dec    *json.Decoder
	// lines holds the line of each field, by its path ("lab.program.steps[1]").
	lines   map[string]int
	unknown []Problem
}

// newOutline reads a document front to back. shape is the Go type that it is
// meant for. The error, if it is no JSON, is a Problem without its file.
func newOutline(source []byte, shape reflect.Type) (*outline, *Problem) {
	o := &outline{source: source, dec: json.NewDecoder(bytes.NewReader(source)), lines: map[string]int{}}
	if err := o.value("", shape); err != nil {
		return o, &Problem{Line: o.at(o.dec.InputOffset()), Text: err.Error()}
	}
	if o.dec.More() {
		return o, &Problem{Line: o.at(o.dec.InputOffset()), Text: "something follows the document"}
	}
	return o, nil
}

// at gives the line of an offset in bytes.
func (o *outline) at(offset int64) int {
	return 1 + bytes.Count(o.source[:min(offset, int64(len(o.source)))], []byte{'\n'})
}

// line gives the line of a field, or of the nearest field around it.
func (o *outline) line(path string) int {
	for path != "" {
		if n, ok := o.lines[path]; ok {
			return n
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return 0
}

func (o *outline) value(path string, shape reflect.Type) error {
	token, err := o.dec.Token()
	if err != nil {
		return err
	}
	if _, seen := o.lines[path]; !seen {
		o.lines[path] = o.at(o.dec.InputOffset())
	}
	switch token {
	case json.Delim('{'):
		err = o.object(path, shape)
	case json.Delim('['):
		for i := 0; o.dec.More() && err == nil; i++ {
			err = o.value(fmt.Sprintf("%s[%d]", path, i), element(shape))
		}
	default:
		return nil
	}
	if err == nil {
		_, err = o.dec.Token() // the closing brace
	}
	return err
}

func (o *outline) object(path string, shape reflect.Type) error {
	for o.dec.More() {
		key, err := o.dec.Token()
		if err != nil {
			return err
		}
		name := key.(string) // the decoder takes no other key
		inner := name
		if path != "" {
			inner = path + "." + name
		}
		o.lines[inner] = o.at(o.dec.InputOffset())
		field, allowed := member(shape, name)
		if allowed != "" {
			o.unknown = append(o.unknown, Problem{Line: o.lines[inner], Field: inner, Text: "unknown field; there are " + allowed})
		}
		if err := o.value(inner, field); err != nil {
			return err
		}
	}
	return nil
}

// element is the shape of a list's elements; nil knows nothing and allows all.
func element(shape reflect.Type) reflect.Type {
	if shape != nil && shape.Kind() == reflect.Slice && shape != reflect.TypeFor[json.RawMessage]() {
		return shape.Elem()
	}
	return nil
}

// member is the shape of a struct's field by its JSON name. If there is none,
// allowed lists the names that there are.
func member(shape reflect.Type, name string) (field reflect.Type, allowed string) {
	if shape != nil && shape.Kind() == reflect.Pointer {
		shape = shape.Elem()
	}
	if shape == nil || shape.Kind() != reflect.Struct {
		return nil, ""
	}
	var names []string
	for i := range shape.NumField() {
		f := shape.Field(i)
		tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if tag == name {
			return f.Type, ""
		}
		names = append(names, tag)
	}
	return nil, strings.Join(names, ", ")
}
