// SPDX-License-Identifier: Apache-2.0

package web

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"netlinklab/site"
)

// longestQuery bounds what is looked for, in bytes.
const longestQuery = 100

// reference routes the index, the search and a page for each family. There are
// many and large ones, so each is rendered when it is asked for.
func (s *server) reference(mux *http.ServeMux, lang string) {
	base := "GET " + s.Base + "/" + lang + "/reference"
	mux.HandleFunc(base, func(w http.ResponseWriter, r *http.Request) {
		query := strings.TrimSpace(r.URL.Query().Get("q"))
		if len(query) > longestQuery {
			query = strings.ToValidUTF8(query[:longestQuery], "")
		}
		p := s.page(lang, "reference", s.words[lang]["reference.title"])
		p.LabScript = "" // there is no lab on these pages
		if query == "" {
			s.render(w, r, p, func(p site.Page) templ.Component { return site.ReferenceIndex(p, site.References()) })
			return
		}
		s.render(w, r, p, func(p site.Page) templ.Component {
			found, more := site.SearchReference(p, query)
			return site.ReferenceFound(p, query, found, more)
		})
	})
	mux.HandleFunc(base+"/{family}", func(w http.ResponseWriter, r *http.Request) {
		p := s.page(lang, "reference/"+r.PathValue("family"), r.PathValue("family"))
		p.LabScript = ""
		v, ok := site.Reference(p, r.PathValue("family"))
		if !ok {
			s.failure(w, r, http.StatusNotFound, "error.404")
			return
		}
		s.render(w, r, p, func(p site.Page) templ.Component { return site.ReferenceFamily(p, v) })
	})
}

// render answers with a page that is made now, and remembers its language.
func (s *server) render(w http.ResponseWriter, r *http.Request, p site.Page, view func(site.Page) templ.Component) {
	rememberLanguage(w, r, s.Base, p.Lang)
	s.renderQuietly(w, r, p, view)
}

// renderQuietly sets no cookie.
func (s *server) renderQuietly(w http.ResponseWriter, r *http.Request, p site.Page, view func(site.Page) templ.Component) {
	p.Theme = theme(r)
	var b bytes.Buffer
	if err := view(p).Render(r.Context(), &b); err != nil {
		s.Log.Error("a page cannot be rendered", "path", r.URL.Path, "err", fmt.Errorf("render: %w", err))
		s.failure(w, r, http.StatusInternalServerError, "error.500")
		return
	}
	writePage(w, r, http.StatusOK, p.Lang, b.Bytes())
}
