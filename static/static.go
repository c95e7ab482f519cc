// SPDX-License-Identifier: Apache-2.0

// Package static holds the front end as it is served: scripts, style sheet,
// fonts and the codec's wasm, built by build.mjs into dist/ and embedded here.
//
//	js/ css/ wasm ──build.mjs──▶ dist/lab-2XKQ.js, .br, .gz; manifest.json ──embed──▶ this package
//
// File names carry a hash of their content, so they may be cached for ever. A
// program built without dist/ works; its pages then have no script and style.
package static

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

//go:embed js/i18n/*.json
var words embed.FS

// Assets knows the hashed names of the files in dist/.
type Assets struct {
	names map[string]string
	files fs.FS
}

// Load reads the manifest. Without one it returns an Assets that has no files
// and Built reports false.
func Load() (*Assets, error) {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, fmt.Errorf("static: %w", err)
	}
	return Open(files)
}

// Open reads the manifest of other files than those in the program.
func Open(files fs.FS) (*Assets, error) {
	a := &Assets{names: map[string]string{}, files: files}
	text, err := fs.ReadFile(files, "manifest.json")
	if err != nil {
		return a, nil
	}
	var manifest struct {
		Assets map[string]string `json:"assets"`
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		return nil, fmt.Errorf("static: dist/manifest.json: %w", err)
	}
	a.names = manifest.Assets
	return a, nil
}

// Built reports whether the front end was built into this program.
func (a *Assets) Built() bool { return len(a.names) > 0 }

// Name returns the hashed name of "lab.js", "page.js", "style.css" or
// "codec.wasm", or "" if it was not built.
func (a *Assets) Name(key string) string { return a.names[key] }

// FS returns the files by their hashed names; those that can be compressed have
// twins with .br and .gz appended.
func (a *Assets) FS() fs.FS { return a.files }
