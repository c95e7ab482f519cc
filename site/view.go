// SPDX-License-Identifier: Apache-2.0

// Package site renders pages: pure functions of view structs, in templ.
//
//	backend/web --Page{Lang, Path, Words, Assets}--> Layout( Home | LessonPage | Failure )
//	                                                    `-- Lab: readable without scripts,
//	                                                        upgraded in place by them
package site

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"netlinklab/lessons"
)

// Page is what every page needs.
type Page struct {
	// Lang is "en" or "zh".
	Lang string
	// Base is the path that the site lives under, "" or "/docs".
	Base string
	// Path is the page's path after the language, such as "lessons/flags" or "".
	Path string
	// Title is the page's own title.
	Title string
	// Theme is the reader's choice: "light", "dark" or "" for the system's.
	Theme string
	// Contents are the lessons in their order.
	Contents []lessons.Lesson
	// Words are the site's own texts in Lang, by key.
	Words map[string]string
	// Style, Script, LabScript, CodeScript and Wasm are the paths of the built
	// front end, "" if it was not built.
	Style, Script, LabScript, CodeScript, Wasm string
	// Fonts are the paths of those that the first screen is set in. Asked for
	// early, they are there before it is painted, and nothing moves.
	Fonts []string
	// Code says that the page has code labs.
	Code bool
}

// T gives a text by key, with {name} replaced by the value that follows the
// name in pairs. A missing key shows itself.
func (p Page) T(key string, pairs ...string) string {
	s, ok := p.Words[key]
	if !ok {
		return "[" + key + "]"
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		s = strings.ReplaceAll(s, "{"+pairs[i]+"}", pairs[i+1])
	}
	return s
}

// URL is a page's address in the page's language.
func (p Page) URL(path string) string { return p.Base + "/" + p.Lang + "/" + path }

// Other is the other language, and OtherURL this page's address in it.
func (p Page) Other() string {
	if p.Lang == "zh" {
		return "en"
	}
	return "zh"
}

// OtherURL is this page's address in the other language.
func (p Page) OtherURL() string { return p.Base + "/" + p.Other() + "/" + p.Path }

// HTMLLang is the BCP 47 tag of the page's language.
func (p Page) HTMLLang() string { return htmlLang(p.Lang) }

func htmlLang(lang string) string {
	if lang == "zh" {
		return "zh-CN"
	}
	return "en"
}

// LessonView is a lesson with its neighbours.
type LessonView struct {
	Lesson         lessons.Lesson
	Previous, Next *lessons.Lesson
	Lab            LabView
	Codes          []CodeView
}

// day writes a date (YYYY-MM-DD) as people of the page's language do.
func day(p Page, date string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return t.Format(p.T("site.date"))
}

func lessonURL(l *lessons.Lesson) string { return "lessons/" + l.Slug }

func minutes(p Page, l *lessons.Lesson) string {
	return p.T("lesson.minutes", "n", strconv.Itoa(l.Minutes))
}

// number is a lesson's number with two digits.
func number(l *lessons.Lesson) string { return fmt.Sprintf("%02d", l.Number) }
