// SPDX-License-Identifier: Apache-2.0

package web

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/a-h/templ"

	"netlinklab/lessons"
	"netlinklab/site"
	"netlinklab/static"
)

// Hub is what the site needs of the hub.
type Hub interface {
	http.Handler
	Issue(w http.ResponseWriter, r *http.Request, path string) string
}

// Options make a site.
type Options struct {
	// Base is the path that the site lives under: "" or "/docs", without a
	// slash at its end.
	Base    string
	Lessons []lessons.Lesson
	Hub     Hub
	// Origins are further origins that pages may connect from; on the loopback
	// interface the site answers to their host names.
	Origins []string
	// Assets are the built front end; nil is the one in the program.
	Assets *static.Assets
	// Health answers /healthz.
	Health func() Health
	// Compile, if set, answers POST …/api/compile.
	Compile http.Handler
	// Metrics, if set, answers /metrics.
	Metrics http.Handler
	Log     *slog.Logger
}

type server struct {
	Options
	assets *static.Assets
	words  map[string]map[string]string
	hosts  map[string]bool // of Origins
}

// New makes the site's handler. It renders every page once, so that a page that
// cannot be rendered stops the start and not a reader.
func New(o Options) (http.Handler, error) {
	s := &server{Options: o, words: map[string]map[string]string{}, hosts: named(o.Origins)}
	var err error
	if s.assets = o.Assets; s.assets == nil {
		if s.assets, err = static.Load(); err != nil {
			return nil, err
		}
	}
	for _, lang := range lessons.Languages {
		if s.words[lang], err = static.Words(lang); err != nil {
			return nil, err
		}
	}
	mux := http.NewServeMux()
	base := o.Base
	mux.HandleFunc("GET "+base+"/{$}", s.negotiate)
	for _, lang := range lessons.Languages {
		if err := s.pages(mux, lang); err != nil {
			return nil, err
		}
	}
	mux.Handle("GET "+base+"/assets/", http.StripPrefix(base+"/assets/", http.HandlerFunc(s.asset)))
	mux.HandleFunc("GET "+base+"/embed.js", s.element)
	mux.HandleFunc("POST "+base+"/api/session", s.session)
	mux.Handle("GET "+base+"/ws", o.Hub)
	if o.Compile != nil {
		mux.Handle("POST "+base+"/api/compile", o.Compile)
	}
	mux.HandleFunc("GET "+base+"/healthz", s.healthz)
	if o.Metrics != nil {
		mux.Handle("GET "+base+"/metrics", o.Metrics)
	}
	return s.guard(s.friendly(mux)), nil
}

// pages renders a language's pages and routes them.
func (s *server) pages(mux *http.ServeMux, lang string) error {
	for i := range s.Lessons {
		l := s.Lessons[i]
		lab, err := site.NewLab(s.page(lang, "", ""), l.Slug, l.Lab)
		if err != nil {
			return fmt.Errorf("lesson %s: %w", l.Slug, err)
		}
		codes, err := site.NewCodes(s.page(lang, "", ""), &l)
		if err != nil {
			return fmt.Errorf("lesson %s: %w", l.Slug, err)
		}
		view := site.LessonView{Lesson: l, Lab: lab, Codes: codes}
		if i > 0 {
			view.Previous = &s.Lessons[i-1]
		}
		if i+1 < len(s.Lessons) {
			view.Next = &s.Lessons[i+1]
		}
		if err := s.route(mux, lang, "lessons/"+l.Slug, l.Title[lang], func(p site.Page) templ.Component {
			p.Code = len(view.Codes) > 0
			return site.LessonPage(p, view)
		}); err != nil {
			return err
		}
	}
	if err := s.route(mux, lang, "how", s.words[lang]["how.title"], site.How); err != nil {
		return err
	}
	s.reference(mux, lang)
	s.embed(mux, lang)
	if err := s.workbench(mux, lang); err != nil {
		return err
	}
	lab, err := s.homeLab(lang)
	if err != nil {
		return err
	}
	return s.route(mux, lang, "", s.words[lang]["home.title"], func(p site.Page) templ.Component {
		return site.Home(p, lab)
	})
}

// homeLab is the lab of the lesson "header-anatomy": one client, one message.
func (s *server) homeLab(lang string) (site.LabView, error) {
	for _, l := range s.Lessons {
		if l.Slug == "header-anatomy" {
			return site.NewLab(s.page(lang, "", ""), "home", l.Lab)
		}
	}
	return site.LabView{}, fmt.Errorf("the home page shows the lab of the lesson header-anatomy, which is missing")
}

// page is what a page needs whatever is on it.
func (s *server) page(lang, path, title string) site.Page {
	p := site.Page{Lang: lang, Base: s.Base, Path: path, Title: title, Contents: s.Lessons, Words: s.words[lang]}
	for key, field := range map[string]*string{"style.css": &p.Style, "page.js": &p.Script, "lab.js": &p.LabScript, "code.js": &p.CodeScript, "codec.wasm": &p.Wasm} {
		if name := s.assets.Name(key); name != "" {
			*field = s.Base + "/assets/" + name
		}
	}
	for _, key := range firstFonts[lang] {
		if name := s.assets.Name(key); name != "" {
			p.Fonts = append(p.Fonts, s.Base+"/assets/"+name)
		}
	}
	return p
}

// firstFonts are what a language's first screen is set in. Chinese text is set
// in the reader's own fonts.
var firstFonts = map[string][]string{
	"en": {"source-serif-4-latin-wght-normal.woff2", "source-sans-3-latin-wght-normal.woff2", "ibm-plex-mono-latin-400-normal.woff2"},
	"zh": {"source-sans-3-latin-wght-normal.woff2", "ibm-plex-mono-latin-400-normal.woff2"},
}

// route serves one page. Pages depend on nothing but the reader's theme, so
// each is rendered three times, at the start.
func (s *server) route(mux *http.ServeMux, lang, path, title string, view func(site.Page) templ.Component) error {
	rendered := map[string][]byte{}
	for _, theme := range []string{"", "light", "dark"} {
		p := s.page(lang, path, title)
		p.Theme = theme
		var b bytes.Buffer
		if err := view(p).Render(context.Background(), &b); err != nil {
			return fmt.Errorf("page %s/%s: %w", lang, path, err)
		}
		rendered[theme] = b.Bytes()
	}
	pattern := "GET " + s.Base + "/" + lang + "/" + path
	if path == "" {
		pattern += "{$}"
	}
	mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		rememberLanguage(w, r, s.Base, lang)
		writePage(w, r, http.StatusOK, lang, rendered[theme(r)])
	})
	return nil
}

func (s *server) session(w http.ResponseWriter, r *http.Request) {
	path := s.Base + "/"
	token := s.Hub.Issue(w, r, path)
	writeJSON(w, http.StatusOK, map[string]string{"token": token})
}
