// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"

	"golang.org/x/term"

	"netlinklab/backend/listing"
)

// colorFlag says when to use colours.
type colorFlag string

func (f *colorFlag) String() string { return string(*f) }

func (f *colorFlag) Set(s string) error {
	if s != "auto" && s != "always" && s != "never" {
		return fmt.Errorf("there are auto, always and never")
	}
	*f = colorFlag(s)
	return nil
}

func (f *colorFlag) Type() string { return "when" }

// style fits a listing to standard output: colours on a terminal only, unless
// NO_COLOR (no-color.org) or TERM=dumb are against it, and lines that it holds.
func (f colorFlag) style() listing.Style {
	fd := int(os.Stdout.Fd())
	s := listing.Style{Color: f == "always"}
	if !term.IsTerminal(fd) {
		return s
	}
	if f == "auto" {
		s.Color = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	}
	if w, _, err := term.GetSize(fd); err == nil {
		s.Width = w
	}
	return s
}
