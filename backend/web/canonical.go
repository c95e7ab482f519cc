// SPDX-License-Identifier: Apache-2.0

package web

import (
	"net/http"
	"net/url"
	"strings"

	"netlinklab/lessons"
)

// canonical finds the page that an address means which is not quite one: the
// language is missing, or a slash at the end is too many or missing. It is ""
// if there is no such page.
func (s *server) canonical(mux *http.ServeMux, r *http.Request) string {
	rest, ok := strings.CutPrefix(r.URL.Path, s.Base)
	if !ok || !strings.HasPrefix(rest+"/", "/") {
		return ""
	}
	rest = strings.Trim(rest, "/")
	candidates := []string{"/" + rest, "/" + rest + "/"}
	if lang, _, _ := strings.Cut(rest, "/"); !isLanguage(lang) {
		candidates = []string{"/" + preferred(r) + "/" + rest}
	}
	if rest == "" {
		candidates = []string{"/"}
	}
	for _, path := range candidates {
		path = s.Base + path
		if path == r.URL.Path {
			continue
		}
		u := url.URL{Path: path, RawQuery: r.URL.RawQuery}
		if _, pattern := mux.Handler(&http.Request{Method: http.MethodGet, URL: &u, Host: r.Host}); pattern != "" {
			return u.String()
		}
	}
	return ""
}

func isLanguage(s string) bool {
	for _, lang := range lessons.Languages {
		if s == lang {
			return true
		}
	}
	return false
}
