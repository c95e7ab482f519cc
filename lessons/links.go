// SPDX-License-Identifier: Apache-2.0

package lessons

import (
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// tryScheme begins a link that puts a trial's message into the lab.
const tryScheme = "try:"

// link says what is wrong with where a link leads, "" for nothing. ids are the
// anchors of the text that it stands in.
func (l *loader) link(to string, ids []string, out *Lesson) string {
	if name, ok := strings.CutPrefix(to, tryScheme); ok {
		for _, t := range out.Trials {
			if t.Name == name && t.Message != nil {
				return ""
			}
			if t.Name == name {
				return fmt.Sprintf("links to the trial %s, which has a program of its own; only a message can be put into the lab", name)
			}
		}
		return fmt.Sprintf("links to a trial %s that %s does not have", name, documentFile)
	}
	if id, ok := strings.CutPrefix(to, "#"); ok {
		if slices.Contains(ids, id) || slices.ContainsFunc(out.Code, func(c Code) bool { return c.Anchor() == id }) {
			return ""
		}
		return fmt.Sprintf("links to a section %s that is not in the text; its sections are %s", id, strings.Join(ids, ", "))
	}
	if strings.HasPrefix(to, "https://") {
		return ""
	}
	slug, _, _ := strings.Cut(to, "#")
	if _, ok := l.slugs[slug]; ok {
		return ""
	}
	return fmt.Sprintf("links to a lesson %s that does not exist; there are %s", slug, strings.Join(slices.Sorted(maps.Keys(l.slugs)), ", "))
}

// linkRenderer renders links. One to a trial leads to the lab and carries the
// message, which the scripts put there.
type linkRenderer struct {
	slug   string
	trials []Trial
}

func (r linkRenderer) render(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, _ = w.WriteString("</a>")
		return ast.WalkContinue, nil
	}
	to := string(n.(*ast.Link).Destination)
	if name, ok := strings.CutPrefix(to, tryScheme); ok {
		for _, t := range r.trials {
			if t.Name == name {
				_, _ = w.WriteString(`<a class="try" href="#lab-` + r.slug + `" data-message="` + hex.EncodeToString(t.Message) + `">`)
				return ast.WalkContinue, nil
			}
		}
	}
	_, _ = w.WriteString(`<a href="`)
	_, _ = w.Write(util.EscapeHTML(util.URLEscape([]byte(to), true)))
	_, _ = w.WriteString(`">`)
	return ast.WalkContinue, nil
}
