// SPDX-License-Identifier: Apache-2.0

package site_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// forEach runs a test on every page.
func forEach(t *testing.T, test func(t *testing.T, doc *html.Node)) {
	t.Helper()
	for name, doc := range rendered(t) {
		t.Run(name, func(t *testing.T) { test(t, doc) })
	}
}

// The policy forbids what this test forbids, but a browser only says so to the
// reader who opens the console.
func TestNothingInline(t *testing.T) {
	forEach(t, func(t *testing.T, doc *html.Node) {
		elements(doc, func(e *html.Node, attr map[string]string) {
			for key := range attr {
				if key == "style" || strings.HasPrefix(key, "on") {
					t.Errorf("<%s> has the attribute %s, which the policy forbids", e.Data, key)
				}
			}
			if e.Data == "style" || e.Data == "script" && attr["src"] == "" && attr["type"] != "application/json" {
				t.Errorf("inline <%s>", e.Data)
			}
		})
	})
}

func TestLinksStayBelowTheBase(t *testing.T) {
	forEach(t, func(t *testing.T, doc *html.Node) {
		elements(doc, func(e *html.Node, attr map[string]string) {
			for _, key := range []string{"href", "src", "action"} {
				link, ok := attr[key]
				switch {
				case !ok, strings.HasPrefix(link, "#"), strings.HasPrefix(link, base+"/"):
				case e.Data == "link" && strings.HasPrefix(link, "data:image/svg+xml,"):
				case e.Data == "a" && strings.HasPrefix(link, "https://"):
				case e.Data == "a" && !strings.ContainsAny(link, ":/"): // the page beside this one
				default:
					t.Errorf("<%s %s=%q> leaves the site", e.Data, key, link)
				}
			}
		})
	})
}

func TestFragmentsExist(t *testing.T) {
	forEach(t, func(t *testing.T, doc *html.Node) {
		ids := map[string]bool{}
		elements(doc, func(e *html.Node, attr map[string]string) {
			id, ok := attr["id"]
			if ok && ids[id] {
				t.Errorf("id %q occurs twice", id)
			}
			ids[id] = true
		})
		elements(doc, func(e *html.Node, attr map[string]string) {
			for _, id := range append(strings.Fields(attr["aria-labelledby"]), strings.TrimPrefix(fragment(attr["href"]), "#")) {
				if id != "" && !ids[id] {
					t.Errorf("<%s> points at #%s, which is not there", e.Data, id)
				}
			}
		})
	})
}

func fragment(href string) string {
	if strings.HasPrefix(href, "#") {
		return href
	}
	return ""
}

func TestHeadingsInOrder(t *testing.T) {
	forEach(t, func(t *testing.T, doc *html.Node) {
		before, first := 0, 0
		elements(doc, func(e *html.Node, attr map[string]string) {
			if len(e.Data) != 2 || e.Data[0] != 'h' || e.Data[1] < '1' || e.Data[1] > '6' {
				return
			}
			level := int(e.Data[1] - '0')
			if level == 1 {
				first++
			}
			if level > before+1 {
				t.Errorf("%q is a heading of level %d after one of level %d", text(e), level, before)
			}
			if text(e) == "" {
				t.Errorf("an empty <%s>", e.Data)
			}
			before = level
		})
		if first != 1 {
			t.Errorf("%d headings of level 1", first)
		}
	})
}

func TestPicturesHaveWords(t *testing.T) {
	forEach(t, func(t *testing.T, doc *html.Node) {
		elements(doc, func(e *html.Node, attr map[string]string) {
			if e.Data != "img" && e.Data != "svg" {
				return
			}
			if attr["aria-hidden"] != "true" && attr["alt"] == "" && attr["aria-label"] == "" && attr["aria-labelledby"] == "" {
				t.Errorf("<%s class=%q> has no text alternative", e.Data, attr["class"])
			}
		})
	})
}

func TestLanguagesPointAtEachOther(t *testing.T) {
	for name, doc := range rendered(t) {
		lang, path, _ := strings.Cut(name, "/")
		if path == "missing" {
			continue
		}
		alternates := map[string]string{}
		elements(doc, func(e *html.Node, attr map[string]string) {
			switch {
			case e.Data == "html" && !strings.HasPrefix(attr["lang"], lang):
				t.Errorf("%s: lang=%q", name, attr["lang"])
			case e.Data == "link" && attr["rel"] == "alternate":
				alternates[attr["hreflang"]] = attr["href"]
			case e.Data == "link" && attr["rel"] == "canonical" && attr["href"] != base+"/"+name:
				t.Errorf("%s: canonical is %s", name, attr["href"])
			}
		})
		if alternates["en"] != base+"/en/"+path || alternates["zh-CN"] != base+"/zh/"+path {
			t.Errorf("%s: alternates are %v", name, alternates)
		}
	}
}
