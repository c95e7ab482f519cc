// SPDX-License-Identifier: Apache-2.0

package oops

import (
	"debug/dwarf"
	"path"
	"strings"
)

// Line is a place in a source file.
type Line struct {
	Function string
	// File is as the compiler knows it: the learner's own by their names,
	// headers with their paths.
	File string
	Line int
}

// sourceRoot is where learners' files are when they are compiled.
const sourceRoot = "/mnt/"

// Own says whether it is in a file of the learner's.
func (l Line) Own() bool { return l.File != "" && !strings.Contains(l.File, "/") }

// maxInlined bounds functions that are inlined in one another.
const maxInlined = 32

// find gives the lines of an instruction, the innermost inlined function first;
// nil if it is not known.
func (s *Symbols) find(f Frame) (lines []Line) {
	defer func() {
		if recover() != nil { // of debug/dwarf: the sections are forged
			lines = nil
		}
	}()
	for _, x := range s.functions[f.Function] {
		if f.Offset >= max(x.size, 1) && !(f.Offset == x.size && !f.Exact) {
			continue
		}
		pc := x.address + f.Offset
		if !f.Exact && f.Offset > 0 {
			pc-- // a return address may belong to the next line, or function
		}
		if lines := s.at(pc); lines != nil {
			return lines
		}
	}
	return nil
}

// at gives the lines of an address.
func (s *Symbols) at(pc uint64) []Line {
	r := s.dwarf.Reader()
	unit, err := r.SeekPC(pc)
	if err != nil {
		return nil
	}
	table, err := s.dwarf.LineReader(unit)
	if err != nil || table == nil {
		return nil
	}
	here, ok := row(table, pc)
	if !ok {
		return nil
	}
	var lines []Line
	for _, scope := range s.scopes(r, pc) {
		here.Function = s.name(scope, 0)
		if scope.Tag == dwarf.TagSubprogram {
			return append(lines, here)
		}
		lines = append(lines, here)
		file, _ := scope.Val(dwarf.AttrCallFile).(int64)
		line, _ := scope.Val(dwarf.AttrCallLine).(int64)
		here = Line{Line: int(line)}
		if files := table.Files(); file >= 0 && int(file) < len(files) && files[file] != nil {
			here.File = ownName(files[file].Name)
		}
	}
	return lines
}

// row finds an address in a line table. (LineReader.SeekPC wants the sections in
// the order of their addresses, and the compiler has .init.text first.)
func row(table *dwarf.LineReader, pc uint64) (Line, bool) {
	var last, next dwarf.LineEntry
	for table.Next(&next) == nil {
		if last.File != nil && !last.EndSequence && last.Address <= pc && pc < next.Address {
			return Line{File: ownName(last.File.Name), Line: last.Line}, true
		}
		last = next
	}
	return Line{}, false
}

// scopes gives the subprogram of a unit that has an address, and what is
// inlined there, the innermost first. r stands behind the unit's entry.
func (s *Symbols) scopes(r *dwarf.Reader, pc uint64) (inner []*dwarf.Entry) {
	for {
		e, err := r.Next()
		if err != nil || e == nil {
			return inner
		}
		switch e.Tag {
		case 0: // the end of a scope's children, or of the unit's
			return inner
		case dwarf.TagCompileUnit:
			return inner
		case dwarf.TagSubprogram, dwarf.TagInlinedSubroutine, dwarf.TagLexDwarfBlock:
			if !s.holds(e, pc) {
				r.SkipChildren()
				continue
			}
			if e.Tag != dwarf.TagLexDwarfBlock {
				inner = append([]*dwarf.Entry{e}, inner...)
			}
			if !e.Children || len(inner) > maxInlined {
				return inner
			}
		default:
			r.SkipChildren()
		}
	}
}

func (s *Symbols) holds(e *dwarf.Entry, pc uint64) bool {
	ranges, err := s.dwarf.Ranges(e)
	if err != nil {
		return false
	}
	for _, r := range ranges {
		if pc >= r[0] && pc < r[1] {
			return true
		}
	}
	return false
}

// name is a function's, which an inlined copy has by reference.
func (s *Symbols) name(e *dwarf.Entry, depth int) string {
	if n, ok := e.Val(dwarf.AttrName).(string); ok {
		return n
	}
	origin, ok := e.Val(dwarf.AttrAbstractOrigin).(dwarf.Offset)
	if !ok || depth > 4 {
		return ""
	}
	r := s.dwarf.Reader()
	r.Seek(origin)
	o, err := r.Next()
	if err != nil || o == nil {
		return ""
	}
	return s.name(o, depth+1)
}

// ownName is a file as a reader knows it: the learner's own by their names, the
// kernel's by their paths in its source.
func ownName(file string) string {
	file = strings.TrimPrefix(path.Clean(file), sourceRoot)
	if below, ok := strings.CutPrefix(file, "/usr/src/linux-headers-"); ok {
		if _, inside, ok := strings.Cut(below, "/"); ok {
			return inside
		}
	}
	return file
}
