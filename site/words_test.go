// SPDX-License-Identifier: Apache-2.0

package site_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"netlinklab/site"
	"netlinklab/static"
	"netlinklab/wasm/labproto"
)

var (
	hole = regexp.MustCompile(`\{\w+\}`)
	// beginning is a key's, up to what is filled in.
	beginning = regexp.MustCompile("[\"'`]([a-z][\\w-]*\\.(?:[\\w-]+\\.)*)(?:[\"'`]|\\$\\{|%)")
	lookup    = regexp.MustCompile(`\b(?:T|t)\(\s*["']([a-z][\w.-]*[\w])["']`)
)

// Each language has the same texts, with the same holes in them.
func TestLanguagesHaveTheSameWords(t *testing.T) {
	en, zh := dictionary(t, "en"), dictionary(t, "zh")
	for key, text := range en {
		other, ok := zh[key]
		if !ok {
			t.Errorf("zh.json lacks %s", key)
			continue
		}
		a, b := hole.FindAllString(text, -1), hole.FindAllString(other, -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Errorf("%s: en has %v, zh has %v", key, a, b)
		}
	}
	for key := range zh {
		if _, ok := en[key]; !ok {
			t.Errorf("en.json lacks %s", key)
		}
	}
}

// Every key that a page or a script asks for by name is there.
func TestWordsThatAreAskedForExist(t *testing.T) {
	words := dictionary(t, "en")
	found := 0
	for file, source := range sources(t) {
		for _, m := range lookup.FindAllStringSubmatch(source, -1) {
			found++
			if _, ok := words[m[1]]; !ok && !strings.HasSuffix(m[1], ".") {
				t.Errorf("%s asks for %s, which en.json lacks", file, m[1])
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d lookups found: does the pattern still match the sources?", found)
	}
}

// No text is left over: its key stands in a source, or begins as one there does
// that is put together ("end." + name).
func TestWordsAreAskedFor(t *testing.T) {
	var all string
	for file, source := range sources(t) {
		if !strings.HasSuffix(file, "_test.go") {
			all += source
		}
	}
	var beginnings []string
	for _, m := range beginning.FindAllStringSubmatch(all, -1) {
		beginnings = append(beginnings, m[1])
	}
	for key := range dictionary(t, "en") {
		whole := strings.TrimSuffix(key, ".text") // the text under a heading comes with it
		named := strings.Contains(all, `"`+whole+`"`) || strings.Contains(all, "'"+whole+"'")
		if !named && !slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(key, b) }) {
			t.Errorf("nobody asks for %s", key)
		}
	}
}

// sources are the files that ask for words, by name.
func sources(t *testing.T) map[string]string {
	t.Helper()
	all := make(map[string]string)
	for _, pattern := range []string{"*.templ", "*.go", "../static/js/*.js", "../static/js/*/*.js", "../backend/web/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_templ.go") {
				continue
			}
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			all[file] = string(source)
		}
	}
	return all
}

func dictionary(t *testing.T, lang string) map[string]string {
	t.Helper()
	words, err := static.Words(lang)
	if err != nil {
		t.Fatal(err)
	}
	return words
}

// What a program writes to a terminal is read as plain text.
func TestOutputIsPlain(t *testing.T) {
	p := site.Page{Words: dictionary(t, "en")}
	e := labproto.Event{Kind: labproto.KindOutput, Lane: "echo", Name: "stdout", Data: []byte("\x1b]0;title\x07\x1b[38;5;9mred\x1b[0m\r\nnext \r\n")}
	if got, want := site.EventText(p, &e), "echo writes to stdout: red\nnext"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A key without a text is shown as [key]; no page shows one.
func TestNoPageShowsAKey(t *testing.T) {
	missing := regexp.MustCompile(`\[[a-z]+(\.[\w-]+)+\]`)
	for name, doc := range rendered(t) {
		if m := missing.FindString(text(doc)); m != "" {
			t.Errorf("%s shows %s", name, m)
		}
	}
}
