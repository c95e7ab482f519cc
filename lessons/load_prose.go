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

// prose renders both languages and checks that neither lacks what the other has.
func (l *loader) prose(out *Lesson) {
	var have [len(Languages)]sketch
	var anchors []string // those of the first language serve in the other one too
	for i, lang := range Languages {
		file := lang + ".md"
		source := l.read(file)
		if source == nil {
			return // there is nothing to compare with
		}
		l.lines(file, lang, source)
		md := markdown(out.Slug, out.Trials)
		doc := md.Parser().Parse(text.NewReader(source))
		anchor(doc, anchors)
		have[i] = l.sketch(file, source, doc, out)
		anchors = have[i].ids
		if len(have[i].levels) == 0 {
			l.fail(file, "has no section; a section begins with a line such as ## Title")
		}
		var b bytes.Buffer
		if err := md.Renderer().Render(&b, source, doc); err != nil {
			l.fail(file, "%v", err)
		}
		out.Body[lang] = b.String()
		out.Words[lang] = words(string(source))
	}
	l.compare(have[0], have[1])
	l.tried(out, have[0])
}

// fence begins or ends a block of code.
const fence = "```"

// target is where a link leads; it is not for reading.
var target = regexp.MustCompile(`\]\([^)]*\)`)

// lines checks a text's typesetting line by line, outside code.
func (l *loader) lines(file, lang string, source []byte) {
	code := false
	for i, line := range strings.Split(string(source), "\n") {
		if strings.HasPrefix(line, fence) {
			code = !code
		}
		if code {
			continue
		}
		if strings.Contains(line, "\t") {
			l.failLine(file, i+1, "holds a tab outside code; write spaces")
		}
		if slip := typography(lang, target.ReplaceAllString(line, "]")); slip != "" {
			l.failLine(file, i+1, "%s", slip)
		}
	}
}

// tried reports trials of the lab's message that the prose never offers.
func (l *loader) tried(out *Lesson, s sketch) {
	for _, t := range out.Trials {
		if _, ok := s.links.line[tryScheme+t.Name]; t.Message != nil && !ok {
			l.fail("en.md", "never offers the trial %s; link it as [words](%s%s)", t.Name, tryScheme, t.Name)
		}
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
	events := slices.Concat(l.Lab.Recorded.Events, l.Exercise.Recorded.Events)
	for _, t := range l.Trials {
		messages = append(messages, t.Message)
		events = append(events, t.Recorded.Events...)
	}
	for _, c := range l.Code {
		for _, s := range c.Stages {
			events = append(events, s.Recorded.Events...)
		}
	}
	for _, e := range events {
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
