// SPDX-License-Identifier: Apache-2.0

package lessons

import (
	"strconv"
	"strings"
)

// Problem is one mistake in a lesson.
type Problem struct {
	// File is the path below the folder of lessons.
	File string `json:"file"`
	// Line counts from 1; 0 is the file as a whole.
	Line int `json:"line,omitempty"`
	// Field is the place in lesson.json, such as "lab.edit", or "".
	Field string `json:"field,omitempty"`
	Text  string `json:"text"`
}

// String gives file:line: field: text.
func (p Problem) String() string {
	s := p.File
	if p.Line > 0 {
		s += ":" + strconv.Itoa(p.Line)
	}
	if p.Field != "" {
		s += ": " + p.Field
	}
	return s + ": " + p.Text
}

// Problems are all mistakes that Load found; as an error they are one a line.
type Problems []Problem

// Error gives the problems, one a line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i := range p {
		lines[i] = p[i].String()
	}
	return strings.Join(lines, "\n")
}
