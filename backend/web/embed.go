// SPDX-License-Identifier: Apache-2.0

package web

import (
	"io/fs"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"netlinklab/site"
)

// framed is the policy of the one page that others may put into a frame.
var framed = strings.Replace(policy, "frame-ancestors 'self'", "frame-ancestors *", 1)

// framing is the policy of the page that shows how: it has such a frame itself.
const framing = policy + "; frame-src 'self'"

// embed routes the byte view for frames, and the page that shows how to use it.
func (s *server) embed(mux *http.ServeMux, lang string) {
	base := "GET " + s.Base + "/" + lang
	mux.HandleFunc(base+"/embed", func(w http.ResponseWriter, r *http.Request) {
		p := s.page(lang, "embed", s.words[lang]["embed.title"])
		p.LabScript, p.Wasm = s.assetURL("embed.js"), s.assetURL("workbench.wasm")
		w.Header().Set("Content-Security-Policy", framed)
		// Nothing is remembered of readers of other people's pages.
		s.renderQuietly(w, r, p, site.Embed)
	})
	mux.HandleFunc(base+"/embedding", func(w http.ResponseWriter, r *http.Request) {
		p := s.page(lang, "embedding", s.words[lang]["embedding.title"])
		p.LabScript = s.assetURL("embed-element.js")
		if p.LabScript != "" {
			p.LabScript = s.Base + "/embed.js"
		}
		w.Header().Set("Content-Security-Policy", framing)
		scheme := "http"
		if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
			scheme = "https"
		}
		address := scheme + "://" + r.Host + s.Base
		s.render(w, r, p, func(p site.Page) templ.Component { return site.Embedding(p, address) })
	})
}

// element serves the script of the custom element at an address that stays, to
// pages of any origin.
func (s *server) element(w http.ResponseWriter, r *http.Request) {
	name := s.assets.Name("embed-element.js")
	if name == "" {
		http.NotFound(w, r)
		return
	}
	b, err := fs.ReadFile(s.assets.FS(), name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", contentType(name))
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Cache-Control", "public, max-age=3600")
	_, _ = w.Write(b) // a reader who went away needs nothing
}
