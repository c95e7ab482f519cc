// SPDX-License-Identifier: Apache-2.0

package web

import (
	"net/http"
	"slices"
	"time"

	"golang.org/x/text/language"

	"netlinklab/lessons"
)

// languageCookie remembers the language that the reader last read in.
const languageCookie = "lang"

var matcher = language.NewMatcher([]language.Tag{language.English, language.SimplifiedChinese})

// preferred is the reader's language: what was read last, else what the browser
// asks for (RFC 9110, section 12.5.4).
func preferred(r *http.Request) string {
	if c, err := r.Cookie(languageCookie); err == nil && slices.Contains(lessons.Languages[:], c.Value) {
		return c.Value
	}
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(tags) == 0 {
		return "en"
	}
	if _, i, _ := matcher.Match(tags...); i == 1 {
		return "zh"
	}
	return "en"
}

func (s *server) negotiate(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Vary", "Accept-Language, Cookie")
	http.Redirect(w, r, s.Base+"/"+preferred(r)+"/", http.StatusFound)
}

func rememberLanguage(w http.ResponseWriter, r *http.Request, base, lang string) {
	if c, err := r.Cookie(languageCookie); err == nil && c.Value == lang {
		return
	}
	http.SetCookie(w, &http.Cookie{Name: languageCookie, Value: lang, Path: base + "/", SameSite: http.SameSiteLaxMode,
		MaxAge: int((365 * 24 * time.Hour).Seconds())})
}

// theme is the reader's choice, which a script keeps in a cookie so that the
// page comes in the right colours at once.
func theme(r *http.Request) string {
	c, err := r.Cookie("theme")
	if err != nil || c.Value != "light" && c.Value != "dark" {
		return ""
	}
	return c.Value
}
