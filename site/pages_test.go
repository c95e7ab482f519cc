// SPDX-License-Identifier: Apache-2.0

package site_test

import (
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"netlinklab/lessons"
	"netlinklab/site"
	"netlinklab/static"
)

// base is a base path that a link can fall out of.
const base = "/docs/netlink"

// pages are those of rendered, which tests read and do not change.
var pages struct {
	once     sync.Once
	rendered map[string]*html.Node
}

// rendered is every page in every language, by language and path.
func rendered(t *testing.T) map[string]*html.Node {
	t.Helper()
	pages.once.Do(func() { pages.rendered = render(t) })
	if pages.rendered == nil {
		t.Fatal("the test that rendered the pages has failed")
	}
	return pages.rendered
}

func render(t *testing.T) map[string]*html.Node {
	t.Helper()
	all, err := lessons.Load(lessons.FS(), os.DirFS("../backend/module/netlink_test"))
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]*html.Node{}
	for _, lang := range lessons.Languages {
		p := newPage(t, lang, all)
		add := func(path string, c templ.Component) { pages[lang+"/"+path] = parse(t, c) }
		for i, l := range all {
			p.Path, p.Title = "lessons/"+l.Slug, l.Title[lang]
			lab, err := site.NewLab(p, l.Slug, l.Lab)
			if err != nil {
				t.Fatal(err)
			}
			codes, err := site.NewCodes(p, &l)
			if err != nil {
				t.Fatal(err)
			}
			v := site.LessonView{Lesson: l, Lab: lab, Codes: codes}
			if i > 0 {
				v.Previous = &all[i-1]
			}
			if i+1 < len(all) {
				v.Next = &all[i+1]
			}
			add(p.Path, site.LessonPage(p, v))
		}
		lab, err := site.NewLab(p, "home", all[0].Lab)
		if err != nil {
			t.Fatal(err)
		}
		p.Path, p.Title = "", p.T("home.title")
		add("", site.Home(p, lab))
		p.Path, p.Title = "how", p.T("how.title")
		add("how", site.How(p))
		p.Path, p.Title = "workbench", p.T("workbench.title")
		add("workbench", site.Workbench(p))
		p.Path, p.Title = "reference", p.T("reference.title")
		add("reference", site.ReferenceIndex(p, site.References()))
		family, _ := site.Reference(p, "rt-addr")
		p.Path, p.Title = "reference/rt-addr", "rt-addr"
		add("reference/rt-addr", site.ReferenceFamily(p, family))
		p.Path, p.Title = "embedding", p.T("embedding.title")
		add("embedding", site.Embedding(p, "https://example.org"+base))
		p.Path, p.Title = "", p.T("error.404")
		add("missing", site.Failure(p, "error.404"))
	}
	return pages
}

func newPage(t *testing.T, lang string, all []lessons.Lesson) site.Page {
	t.Helper()
	words, err := static.Words(lang)
	if err != nil {
		t.Fatal(err)
	}
	return site.Page{Lang: lang, Base: base, Contents: all, Words: words,
		Style: base + "/assets/style.css", Script: base + "/assets/page.js", LabScript: base + "/assets/lab.js"}
}

func parse(t *testing.T, c templ.Component) *html.Node {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// elements calls f with every element of a page.
func elements(doc *html.Node, f func(e *html.Node, attr map[string]string)) {
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		attr := map[string]string{}
		for _, a := range n.Attr {
			attr[a.Key] = a.Val
		}
		f(n, attr)
	}
}

// text is what a reader reads of an element.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
