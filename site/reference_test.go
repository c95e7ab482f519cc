// SPDX-License-Identifier: Apache-2.0

package site_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"netlinklab/lessons"
	"netlinklab/site"
)

// Every family's page renders, shows no missing word, and each link on it leads
// to an anchor that is there, on that page or on another family's.
func TestReferenceLinksLead(t *testing.T) {
	p := newPage(t, "en", nil)
	anchors := map[string]map[string]bool{}
	links := map[string][]string{}
	for _, name := range site.FamilyNames() {
		v, ok := site.Reference(p, name)
		if !ok {
			t.Fatalf("no family %s", name)
		}
		p.Path = "reference/" + name
		anchors[name] = map[string]bool{}
		doc := parse(t, site.ReferenceFamily(p, v))
		elements(doc, func(e *html.Node, attr map[string]string) {
			if id := attr["id"]; id != "" {
				if anchors[name][id] {
					t.Errorf("%s: id %q occurs twice", name, id)
				}
				anchors[name][id] = true
			}
			if e.Data == "a" {
				links[name] = append(links[name], attr["href"])
			}
		})
		s := text(doc)
		if strings.Contains(s, "[reference.") {
			t.Errorf("%s shows a key", name)
		}
		if strings.Contains(s, "include/uapi/include/") {
			t.Errorf("%s has a header below include/uapi that is not there", name)
		}
	}
	for name, list := range links {
		for _, link := range list {
			page, anchor, ok := strings.Cut(link, "#")
			if !ok || strings.HasSuffix(page, "/workbench") {
				continue
			}
			family := name
			if page != "" {
				family = strings.TrimPrefix(page, base+"/en/reference/")
			}
			if strings.HasPrefix(page, base+"/en/lessons/") || anchor == "text" {
				continue
			}
			if !anchors[family][anchor] {
				t.Errorf("%s: nothing at %s", name, link)
			}
		}
	}
}

func TestReferenceSearch(t *testing.T) {
	p := newPage(t, "zh", []lessons.Lesson{})
	found, _ := site.SearchReference(p, "ifla_mtu")
	if len(found) == 0 || found[0].Name != "IFLA_MTU" || found[0].Href != base+"/zh/reference/rt-link#set-link-attrs.IFLA_MTU" {
		t.Errorf("ifla_mtu: %+v", found)
	}
	if found, _ := site.SearchReference(p, "x"); found != nil {
		t.Errorf("one character finds %d names", len(found))
	}
	if found, more := site.SearchReference(p, "attr"); len(found) == 0 || more == 0 {
		t.Errorf("attr: %d found, %d more", len(found), more)
	}
}
