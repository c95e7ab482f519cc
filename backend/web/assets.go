// SPDX-License-Identifier: Apache-2.0

package web

import (
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

// asset serves a built file. Its name holds a hash of its content, so it never
// changes; its compressed twins were made by the build.
func (s *server) asset(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Path
	if name == "" || strings.ContainsAny(name, "/\\") || strings.HasSuffix(name, ".br") || strings.HasSuffix(name, ".gz") || strings.HasPrefix(name, ".") {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	file := name
	for _, c := range []struct{ coding, ext string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if accepts(r, c.coding) {
			if _, err := fs.Stat(s.assets.FS(), name+c.ext); err == nil {
				file = name + c.ext
				h.Set("Content-Encoding", c.coding)
				break
			}
		}
	}
	b, err := fs.ReadFile(s.assets.FS(), file)
	if err != nil || name == "manifest.json" {
		http.NotFound(w, r)
		return
	}
	h.Set("Content-Type", contentType(name))
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	_, _ = w.Write(b) // a reader who went away needs nothing
}

func contentType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".wasm":
		return "application/wasm"
	case ".woff2":
		return "font/woff2"
	}
	return mime.TypeByExtension(path.Ext(name))
}
