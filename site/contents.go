// SPDX-License-Identifier: Apache-2.0

package site

import (
	"html"
	"regexp"

	"netlinklab/lessons"
)

// Section is a heading of a lesson's prose.
type Section struct {
	ID, Title string
}

var (
	heading = regexp.MustCompile(`<h2 id="([^"]+)">(.*?)</h2>`)
	markup  = regexp.MustCompile(`<[^>]*>`)
)

// sections are the headings of a lesson, in the page's language.
func sections(p Page, l *lessons.Lesson) []Section {
	var all []Section
	for _, m := range heading.FindAllStringSubmatch(l.Body[p.Lang], -1) {
		all = append(all, Section{m[1], html.UnescapeString(markup.ReplaceAllString(m[2], ""))})
	}
	return all
}

// elsewhere are the pages beside the lessons, by path, with the keys of their names.
var elsewhere = map[string]string{"workbench": "workbench.title", "reference": "reference.title", "how": "site.how"}

// here says whether a page is the lesson's own.
func here(p Page, l *lessons.Lesson) bool { return p.Path == lessonURL(l) }
