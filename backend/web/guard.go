// SPDX-License-Identifier: Apache-2.0

package web

import (
	"bytes"
	"context"
	"net/http"
	"runtime/debug"
	"strings"

	"netlinklab/site"
)

// policy allows what the pages have and nothing else: their own scripts,
// styles, images, fonts and connections, and WebAssembly.
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"

// guard sets the headers of every answer and survives a handler that panics.
func (s *server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		defer func() {
			if v := recover(); v != nil {
				if v == http.ErrAbortHandler {
					panic(v)
				}
				s.Log.Error("a handler panicked", "path", r.URL.Path, "panic", v, "stack", string(debug.Stack()))
				s.failure(w, r, http.StatusInternalServerError, "error.500")
			}
		}()
		if !s.hostAllowed(r) {
			s.failure(w, r, http.StatusMisdirectedRequest, "error.421")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// friendly answers what the routes do not know with a page in the reader's
// language.
func (s *server) friendly(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		if to := s.canonical(mux, r); to != "" && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
			http.Redirect(w, r, to, http.StatusFound)
			return
		}
		if _, other := mux.Handler(&http.Request{Method: flip(r.Method), URL: r.URL, Host: r.Host}); other != "" {
			w.Header().Set("Allow", flip(r.Method))
			s.failure(w, r, http.StatusMethodNotAllowed, "error.405")
			return
		}
		s.failure(w, r, http.StatusNotFound, "error.404")
	})
}

// flip is the other one of the two methods that routes take.
func flip(method string) string {
	if method == http.MethodPost {
		return http.MethodGet
	}
	if method == http.MethodGet || method == http.MethodHead {
		return http.MethodPost
	}
	return http.MethodGet
}

func (s *server) failure(w http.ResponseWriter, r *http.Request, status int, key string) {
	lang := preferred(r)
	if rest := strings.TrimPrefix(r.URL.Path, s.Base+"/"); strings.HasPrefix(rest, "zh/") {
		lang = "zh"
	} else if strings.HasPrefix(rest, "en/") {
		lang = "en"
	}
	p := s.page(lang, "", s.words[lang][key])
	p.Theme = theme(r)
	var b bytes.Buffer
	if err := site.Failure(p, key).Render(context.Background(), &b); err != nil {
		s.Log.Error("a page cannot be rendered", "key", key, "err", err)
	}
	writePage(w, r, status, lang, b.Bytes())
}
