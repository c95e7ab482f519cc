// SPDX-License-Identifier: Apache-2.0

package lessons

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// sketch is what both languages of a lesson must have in common.
type sketch struct {
	levels []int    // of the headings, in order
	ids    []string // of the headings, as anchors
	lights []string // fields that the prose lights up, each once, sorted
	blocks []string // the language of each code block
}

// prose renders both languages and checks that neither lacks what the other has.
func (l *loader) prose(out *Lesson) {
	md := markdown()
	var have [len(Languages)]sketch
	var anchors []string // those of the first language serve in the other one too
	for i, lang := range Languages {
		file := lang + ".md"
		source := l.read(file)
		doc := md.Parser().Parse(text.NewReader(source))
		anchor(doc, anchors)
		have[i] = l.sketch(file, source, doc, out)
		anchors = have[i].ids
		if len(have[i].levels) == 0 {
			l.fail(file, "has no section; sections begin with ##")
		}
		var b bytes.Buffer
		if err := md.Renderer().Render(&b, source, doc); err != nil {
			l.fail(file, "%v", err)
		}
		out.Body[lang] = b.String()
		out.Words[lang] = words(string(source))
	}
	if en, zh := have[0].levels, have[1].levels; !slices.Equal(en, zh) {
		l.fail("zh.md", "has sections of levels %v where en.md has %v", zh, en)
	}
	if en, zh := have[0].lights, have[1].lights; !slices.Equal(en, zh) {
		l.fail("zh.md", "names the fields %v where en.md names %v", zh, en)
	}
	if en, zh := have[0].blocks, have[1].blocks; !slices.Equal(en, zh) {
		l.fail("zh.md", "has code blocks %v where en.md has %v", zh, en)
	}
}

// anchor gives the headings of a document these ids, in order, so that a link to
// a section leads to it in every language.
func anchor(doc ast.Node, ids []string) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if h, ok := n.(*ast.Heading); ok && entering && len(ids) > 0 {
			h.SetAttributeString("id", []byte(ids[0]))
			ids = ids[1:]
		}
		return ast.WalkContinue, nil
	})
}

func headingID(h *ast.Heading) string {
	id, _ := h.AttributeString("id")
	b, _ := id.([]byte)
	return string(b)
}

// byteRun is a code span that quotes at least three bytes of a message.
var byteRun = regexp.MustCompile(`^[0-9a-f]{2}( [0-9a-f]{2}){2,}$`)

func (l *loader) sketch(file string, source []byte, doc ast.Node, out *Lesson) sketch {
	var s sketch
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			s.levels = append(s.levels, n.Level)
			s.ids = append(s.ids, headingID(n))
		case *ast.FencedCodeBlock:
			s.blocks = append(s.blocks, string(n.Language(source)))
		case *ast.RawHTML, *ast.HTMLBlock:
			l.fail(file, "holds raw HTML, which is not shown")
		case *ast.CodeSpan:
			span := strings.TrimSpace(spanText(source, n))
			if slices.Contains(fields, span) && !slices.Contains(s.lights, span) {
				s.lights = append(s.lights, span)
			}
			if byteRun.MatchString(span) && !out.quotes(span) {
				l.fail(file, "quotes the bytes %s, which no message of the lesson has", span)
			}
		}
		return ast.WalkContinue, nil
	})
	slices.Sort(s.lights)
	return s
}

// quotes tells whether bytes occur in what the lesson sends or receives.
func (l *Lesson) quotes(span string) bool {
	want, err := parseHex(span)
	if err != nil {
		return false
	}
	messages := [][]byte{l.Exercise.Solution}
	for _, s := range l.Lab.Program.Steps {
		messages = append(messages, s.Data)
	}
	for _, e := range slices.Concat(l.Lab.Recorded.Events, l.Exercise.Recorded.Events) {
		messages = append(messages, e.Data)
	}
	return slices.ContainsFunc(messages, func(m []byte) bool { return bytes.Contains(m, want) })
}

// words counts the words of a text; a Chinese character is one.
func words(s string) int {
	count, inside := 0, false
	for _, r := range s {
		switch letter := unicode.IsLetter(r) || unicode.IsDigit(r); {
		case unicode.Is(unicode.Han, r):
			count++
			inside = false
		case letter && !inside:
			count++
			inside = true
		case !letter && !strings.ContainsRune("_'-", r):
			inside = false
		}
	}
	return count
}

// String gives the name of the lesson's folder.
func (l *Lesson) String() string { return fmt.Sprintf("%02d-%s", l.Number, l.Slug) }
