// SPDX-License-Identifier: Apache-2.0

package lessons

import (
	"bytes"
	"slices"
	"strings"

	chroma "github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	ghtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// markdown renders the prose of the lesson with a slug. Raw HTML stays out; a
// code span that names a field of a header becomes a light switch for it; a link
// to a trial carries its message; code blocks are highlighted with classes,
// whose colours the style sheet has.
func markdown(slug string, trials []Trial) goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(extension.Table),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(proseRenderer{linkRenderer{slug, trials}}, 100))),
	)
}

// fields are the code spans that light up bytes in the lab.
var fields = []string{"nlmsg_len", "nlmsg_type", "nlmsg_flags", "nlmsg_seq", "nlmsg_pid", "payload", "padding"}

// proseRenderer renders what differs from plain Markdown.
type proseRenderer struct{ links linkRenderer }

// RegisterFuncs implements renderer.NodeRenderer.
func (p proseRenderer) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindLink, p.links.render)
	r.Register(ast.KindCodeSpan, codeSpan)
	r.Register(ast.KindFencedCodeBlock, codeBlock)
}

func codeSpan(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	span := spanText(source, n)
	open := "<code>"
	if name := strings.TrimSpace(span); slices.Contains(fields, name) {
		open = `<code data-field="` + name + `">`
	}
	_, _ = w.WriteString(open)
	ghtml.DefaultWriter.RawWrite(w, []byte(span))
	_, _ = w.WriteString("</code>")
	return ast.WalkSkipChildren, nil
}

// spanText is what stands in a code span.
func spanText(source []byte, n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.Write(t.Segment.Value(source))
		}
	}
	return b.String()
}

func codeBlock(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	block := n.(*ast.FencedCodeBlock)
	var code bytes.Buffer
	for i := range block.Lines().Len() {
		line := block.Lines().At(i)
		code.Write(line.Value(source))
	}
	out, err := Highlight(code.String(), string(block.Language(source)))
	if err != nil {
		return ast.WalkStop, err
	}
	_, _ = w.WriteString(out)
	return ast.WalkSkipChildren, nil
}

// Highlight renders code as HTML with classes. language is a file name's ending
// or a language's name; an unknown one is shown plain.
func Highlight(code, language string) (string, error) {
	lexer := lexers.Get(language)
	if lexer == nil {
		lexer = lexers.Fallback
	}
	it, err := chroma.Coalesce(lexer).Tokenise(nil, code)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = html.New(html.WithClasses(true), html.TabWidth(8)).Format(&b, styles.Fallback, it)
	return strings.Replace(b.String(), `<pre class="chroma">`, `<pre class="chroma" tabindex="0">`, 1), err
}
