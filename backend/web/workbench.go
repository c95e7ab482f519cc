// SPDX-License-Identifier: Apache-2.0

package web

import (
	"net/http"

	"github.com/a-h/templ"

	"netlinklab/site"
)

// workbench routes the workbench, whose codec has the tables of all families.
func (s *server) workbench(mux *http.ServeMux, lang string) error {
	return s.route(mux, lang, "workbench", s.words[lang]["workbench.title"], func(p site.Page) templ.Component {
		p.LabScript, p.Wasm = s.assetURL("workbench.js"), s.assetURL("workbench.wasm")
		return site.Workbench(p)
	})
}

// assetURL is the address of a built file, "" if it was not built.
func (s *server) assetURL(key string) string {
	name := s.assets.Name(key)
	if name == "" {
		return ""
	}
	return s.Base + "/assets/" + name
}
