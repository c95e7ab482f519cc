// SPDX-License-Identifier: Apache-2.0

package lessons

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// sketch is what both languages of a lesson must have in common, and where each
// part of it stands.
type sketch struct {
	levels []int    // of the headings, in order
	at     []int    // lines of the headings
	ids    []string // of the headings, as anchors
	blocks []string // the language of each code block
	code   []int    // lines of the code blocks
	lights places   // fields that the prose lights up
	links  places   // where links lead
}

// places are things that a text names, in order, each with its first line.
type places struct {
	names []string
	line  map[string]int
}

func (p *places) add(name string, line int) {
	if p.line == nil {
		p.line = map[string]int{}
	}
	if _, seen := p.line[name]; !seen {
		p.line[name] = line
		p.names = append(p.names, name)
	}
}

// byteRun is a code span that quotes at least three bytes of a message.
var byteRun = regexp.MustCompile(`^[0-9a-f]{2}( [0-9a-f]{2}){2,}$`)

func (l *loader) sketch(file string, source []byte, doc ast.Node, out *Lesson) sketch {
	var s sketch
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if h, ok := n.(*ast.Heading); ok && entering {
			s.levels = append(s.levels, h.Level)
			s.at = append(s.at, lineOf(source, n))
			s.ids = append(s.ids, headingID(h))
		}
		return ast.WalkContinue, nil
	})
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		line := lineOf(source, n)
		switch n := n.(type) {
		case *ast.FencedCodeBlock:
			s.blocks = append(s.blocks, string(n.Language(source)))
			s.code = append(s.code, line)
		case *ast.RawHTML, *ast.HTMLBlock:
			l.failLine(file, line, "holds raw HTML, which is not shown; write Markdown")
		case *ast.Image:
			l.failLine(file, line, "holds an image; a lesson has none of its own")
		case *ast.Link:
			to := string(n.Destination)
			s.links.add(to, line)
			if problem := l.link(to, s.ids, out); problem != "" {
				l.failLine(file, line, "%s", problem)
			}
		case *ast.CodeSpan:
			span := strings.TrimSpace(spanText(source, n))
			if slices.Contains(fields, span) {
				s.lights.add(span, line)
			}
			if byteRun.MatchString(span) && !out.quotes(span) {
				l.failLine(file, line, "quotes the bytes %s, which no message of the lesson has; take them from a run", span)
			}
		}
		return ast.WalkContinue, nil
	})
	return s
}

// lineOf gives the line that a node begins on.
func lineOf(source []byte, n ast.Node) int {
	for ; n != nil; n = parentOrChild(n) {
		if t, ok := n.(*ast.Text); ok {
			return 1 + bytes.Count(source[:t.Segment.Start], []byte{'\n'})
		}
		if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
			return 1 + bytes.Count(source[:n.Lines().At(0).Start], []byte{'\n'})
		}
	}
	return 0
}

// parentOrChild is the next node to ask for a line: inside if there is anything,
// else around.
func parentOrChild(n ast.Node) ast.Node {
	if c := n.FirstChild(); c != nil {
		return c
	}
	for n = n.Parent(); n != nil && n.Type() != ast.TypeBlock; {
		n = n.Parent()
	}
	return n
}

// compare reports what one language has and the other lacks.
func (l *loader) compare(en, zh sketch) {
	for i := range max(len(en.levels), len(zh.levels)) {
		switch {
		case i >= len(zh.levels):
			l.failLine("zh.md", 0, "lacks the section of en.md:%d; both languages have the same sections", en.at[i])
		case i >= len(en.levels):
			l.failLine("zh.md", zh.at[i], "has a section that en.md lacks; both languages have the same sections")
		case en.levels[i] != zh.levels[i]:
			l.failLine("zh.md", zh.at[i], "has a heading of level %d where en.md:%d has level %d", zh.levels[i], en.at[i], en.levels[i])
		default:
			continue
		}
		break // what follows is out of step
	}
	if !slices.Equal(en.blocks, zh.blocks) {
		l.failLine("zh.md", first(zh.code), "has code blocks in %s where en.md has %s; both languages show the same code", list(zh.blocks), list(en.blocks))
	}
	l.same("names the field", en.lights, zh.lights)
	l.same("links to", en.links, zh.links)
}

func (l *loader) same(does string, en, zh places) {
	for _, name := range en.names {
		if _, ok := zh.line[name]; !ok {
			l.failLine("zh.md", 0, "never %s %s, as en.md:%d does", does, name, en.line[name])
		}
	}
	for _, name := range zh.names {
		if _, ok := en.line[name]; !ok {
			l.failLine("en.md", 0, "never %s %s, as zh.md:%d does", does, name, zh.line[name])
		}
	}
}

func first(lines []int) int {
	if len(lines) == 0 {
		return 0
	}
	return lines[0]
}

// list joins names for reading.
func list(names []string) string {
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}
