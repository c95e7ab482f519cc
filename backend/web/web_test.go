// SPDX-License-Identifier: Apache-2.0

package web_test

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"netlinklab/backend/module"
	"netlinklab/backend/web"
	"netlinklab/lessons"
	"netlinklab/static"
)

// hub is a hub that only says it was reached.
type hub struct{}

func (hub) ServeHTTP(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }

func (hub) Issue(_ http.ResponseWriter, _ *http.Request, path string) string {
	return "token for " + path
}

// files are a front end of one script with its compressed twins.
var files = fstest.MapFS{
	"manifest.json":      {Data: []byte(`{"assets":{"page.js":"page-1.js","style.css":"style-1.css","codec.wasm":"codec-1.wasm"}}`)},
	"page-1.js":          {Data: []byte("plain")},
	"page-1.js.br":       {Data: []byte("br")},
	"page-1.js.gz":       {Data: []byte("gz")},
	"style-1.css":        {Data: []byte("css")},
	"codec-1.wasm":       {Data: []byte("wasm")},
	"text-1.woff2":       {Data: []byte("font")},
	".keep":              {Data: []byte("")},
	"folder/inside-1.js": {Data: []byte("inside")},
}

// loaded are the lessons, which no test changes.
var loaded = sync.OnceValues(func() ([]lessons.Lesson, error) { return lessons.Load(lessons.FS(), module.Sources()) })

// usual are sites without changed options, by base path. All pages of a site are
// rendered when it is made, so tests share what has no state.
var usual sync.Map

// newSite gives a site below a base path; change may alter its options.
func newSite(t *testing.T, base string, change ...func(*web.Options)) http.Handler {
	t.Helper()
	if h, ok := usual.Load(base); ok && len(change) == 0 {
		return h.(http.Handler)
	}
	all, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	assets, err := static.Open(files)
	if err != nil {
		t.Fatal(err)
	}
	o := web.Options{Base: base, Lessons: all, Hub: hub{}, Assets: assets, Log: slog.New(slog.DiscardHandler),
		Health: func() web.Health { return web.Health{Status: web.StatusOK, Accel: "tcg", Kernel: "6.12"} }}
	for _, f := range change {
		f(&o)
	}
	h, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if len(change) == 0 {
		usual.Store(base, h)
	}
	return h
}

// ask makes a request; headers come in pairs.
func ask(h http.Handler, method, path string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestLanguageIsNegotiated(t *testing.T) {
	h := newSite(t, "")
	for _, c := range []struct{ accept, cookie, want string }{
		{"", "", "/en/"},
		{"zh-CN,zh;q=0.9,en;q=0.8", "", "/zh/"},
		{"zh-TW", "", "/zh/"},
		{"de,fr;q=0.9", "", "/en/"},
		{"en;q=0.5,zh;q=0.9", "", "/zh/"},
		{";;;", "", "/en/"},
		{"en", "lang=zh", "/zh/"},
		{"zh", "lang=xx", "/zh/"},
	} {
		r := ask(h, "GET", "/", "Accept-Language", c.accept, "Cookie", c.cookie)
		if r.StatusCode != http.StatusFound || r.Header.Get("Location") != c.want {
			t.Errorf("Accept-Language %q, Cookie %q: %d to %q, want %s", c.accept, c.cookie, r.StatusCode, r.Header.Get("Location"), c.want)
		}
		if v := r.Header.Get("Vary"); !strings.Contains(v, "Accept-Language") || !strings.Contains(v, "Cookie") {
			t.Errorf("Vary is %q", v)
		}
	}
}

func TestTheLanguageThatWasReadIsRemembered(t *testing.T) {
	h := newSite(t, "/docs")
	r := ask(h, "GET", "/docs/zh/how")
	if r.StatusCode != http.StatusOK || r.Header.Get("Content-Language") != "zh" {
		t.Fatalf("%d, Content-Language %q", r.StatusCode, r.Header.Get("Content-Language"))
	}
	for _, c := range r.Cookies() {
		if c.Name == "lang" && c.Value == "zh" && c.Path == "/docs/" && c.SameSite == http.SameSiteLaxMode {
			return
		}
	}
	t.Errorf("cookies: %v", r.Cookies())
}

func TestAddressesThatAreNotQuiteOnes(t *testing.T) {
	h := newSite(t, "/docs")
	for path, want := range map[string]string{
		"/docs":                          "/docs/",
		"/docs/zh":                       "/docs/zh/",
		"/docs/en/how/":                  "/docs/en/how",
		"/docs/en/lessons/hello-kernel/": "/docs/en/lessons/hello-kernel",
		"/docs/lessons/hello-kernel":     "/docs/zh/lessons/hello-kernel",
		"/docs/how?x=1":                  "/docs/zh/how?x=1",
	} {
		r := ask(h, "GET", path, "Accept-Language", "zh")
		if r.StatusCode/100 != 3 || r.Header.Get("Location") != want {
			t.Errorf("%s: %d to %q, want %s", path, r.StatusCode, r.Header.Get("Location"), want)
		}
	}
	for _, path := range []string{"/", "/en/", "/docs/en/lessons/", "/docs/fr/", "/docs//evil.example/", "/docsen/"} {
		if r := ask(h, "GET", path); r.StatusCode != http.StatusNotFound && r.StatusCode != http.StatusMovedPermanently && r.StatusCode != http.StatusTemporaryRedirect {
			t.Errorf("%s: %d to %q, want 404", path, r.StatusCode, r.Header.Get("Location"))
		}
	}
}

func TestFailuresSpeakTheReadersLanguage(t *testing.T) {
	h := newSite(t, "/docs")
	for _, c := range []struct {
		method, path, accept string
		status               int
		want                 string
	}{
		{"GET", "/docs/en/lessons/none", "zh", 404, "There is no page here"},
		{"GET", "/docs/zh/lessons/none", "en", 404, "这里没有页面"},
		{"GET", "/docs/none", "zh", 404, "这里没有页面"},
		{"GET", "/docs/none", "", 404, "There is no page here"},
		{"POST", "/docs/en/how", "", 405, "does not take that request"},
		{"DELETE", "/docs/zh/how", "", 405, "不接受这种请求"},
		{"GET", "/docs/api/session", "", 405, "does not take that request"},
	} {
		r := ask(h, c.method, c.path, "Accept-Language", c.accept)
		if text := body(t, r); r.StatusCode != c.status || !strings.Contains(text, c.want) {
			t.Errorf("%s %s: %d without %q", c.method, c.path, r.StatusCode, c.want)
		}
		if r.StatusCode == http.StatusMethodNotAllowed && r.Header.Get("Allow") == "" {
			t.Errorf("%s %s: no Allow", c.method, c.path)
		}
		if r.Header.Get("ETag") != "" {
			t.Errorf("%s %s: a failure has an ETag", c.method, c.path)
		}
	}
}

func TestAHandlerThatPanicsIsAnswered(t *testing.T) {
	h := newSite(t, "", func(o *web.Options) { o.Health = func() web.Health { panic("in a handler") } })
	r := ask(h, "GET", "/healthz", "Accept-Language", "zh")
	if r.StatusCode != http.StatusInternalServerError || !strings.Contains(body(t, r), "服务器出错了") {
		t.Errorf("%d", r.StatusCode)
	}
}

func TestHeadersOfEveryAnswer(t *testing.T) {
	h := newSite(t, "")
	for _, path := range []string{"/", "/en/", "/zh/how", "/en/lessons/hello-kernel", "/assets/page-1.js", "/healthz", "/none"} {
		header := ask(h, "GET", path).Header
		csp := header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'self'"} {
			if !strings.Contains(csp, part) {
				t.Errorf("%s: the policy lacks %s: %s", path, part, csp)
			}
		}
		if strings.Contains(csp, "unsafe-inline") || strings.Contains(csp, "'unsafe-eval'") || strings.Contains(csp, "http") {
			t.Errorf("%s: the policy is too wide: %s", path, csp)
		}
		if header.Get("X-Content-Type-Options") != "nosniff" || header.Get("Referrer-Policy") != "no-referrer" || header.Get("Cross-Origin-Opener-Policy") != "same-origin" {
			t.Errorf("%s: %v", path, header)
		}
	}
}

func TestPagesAreAskedForAgainButNotSentAgain(t *testing.T) {
	h := newSite(t, "")
	first := ask(h, "GET", "/en/")
	tag := first.Header.Get("ETag")
	if tag == "" || first.Header.Get("Cache-Control") != "no-cache" || !strings.Contains(first.Header.Get("Vary"), "Cookie") {
		t.Fatalf("%v", first.Header)
	}
	if r := ask(h, "GET", "/en/", "If-None-Match", tag); r.StatusCode != http.StatusNotModified || body(t, r) != "" {
		t.Errorf("the same page: %d", r.StatusCode)
	}
	if r := ask(h, "GET", "/en/", "If-None-Match", tag, "Cookie", "theme=dark"); r.StatusCode != http.StatusOK || !strings.Contains(body(t, r), `data-theme="dark"`) {
		t.Errorf("the page in another theme: %d", r.StatusCode)
	}
	if r := ask(h, "GET", "/en/", "Cookie", `theme="><script>`); strings.Contains(body(t, r), "data-theme") {
		t.Error("a theme that is none is in the page")
	}
}

func TestPagesArePacked(t *testing.T) {
	h := newSite(t, "")
	plain := ask(h, "GET", "/zh/")
	packed := ask(h, "GET", "/zh/", "Accept-Encoding", "br, gzip")
	if packed.Header.Get("Content-Encoding") != "gzip" || packed.Header.Get("ETag") == plain.Header.Get("ETag") || !strings.Contains(packed.Header.Get("Vary"), "Accept-Encoding") {
		t.Fatalf("%v", packed.Header)
	}
	z, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil || string(b) != body(t, plain) {
		t.Errorf("the packed page is another: %v", err)
	}
	if r := ask(h, "GET", "/zh/", "Accept-Encoding", "gzip;q=0"); r.Header.Get("Content-Encoding") != "" {
		t.Error("packed for one who refuses it")
	}
}

func TestHeadHasTheHeadersAndNoBody(t *testing.T) {
	h := newSite(t, "")
	for _, path := range []string{"/en/", "/en/lessons/hello-kernel", "/none"} {
		get, head := ask(h, "GET", path), ask(h, "HEAD", path)
		if head.StatusCode != get.StatusCode || head.Header.Get("Content-Length") != get.Header.Get("Content-Length") || body(t, head) != "" {
			t.Errorf("%s: %d, %v", path, head.StatusCode, head.Header)
		}
	}
}

func TestAssets(t *testing.T) {
	h := newSite(t, "/docs")
	for _, c := range []struct{ accept, coding, content string }{
		{"", "", "plain"}, {"gzip, deflate, br", "br", "br"}, {"gzip", "gzip", "gz"},
		{"br;q=0, gzip;q=0.5", "gzip", "gz"}, {"brotli", "", "plain"}, {"identity;q=1, BR", "br", "br"},
	} {
		r := ask(h, "GET", "/docs/assets/page-1.js", "Accept-Encoding", c.accept)
		if r.Header.Get("Content-Encoding") != c.coding || body(t, r) != c.content {
			t.Errorf("Accept-Encoding %q: Content-Encoding %q", c.accept, r.Header.Get("Content-Encoding"))
		}
		if r.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" || r.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%v", r.Header)
		}
	}
	for name, kind := range map[string]string{"page-1.js": "text/javascript; charset=utf-8", "codec-1.wasm": "application/wasm",
		"style-1.css": "text/css; charset=utf-8", "text-1.woff2": "font/woff2"} {
		if r := ask(h, "GET", "/docs/assets/"+name); r.Header.Get("Content-Type") != kind {
			t.Errorf("%s is %q", name, r.Header.Get("Content-Type"))
		}
	}
	for _, name := range []string{"", "none.js", "manifest.json", ".keep", "page-1.js.br", "page-1.js.gz", "folder/inside-1.js", "%2e%2e%2fweb.go", "..%5cweb.go"} {
		if r := ask(h, "GET", "/docs/assets/"+name); r.StatusCode != http.StatusNotFound || r.Header.Get("Cache-Control") == "public, max-age=31536000, immutable" {
			t.Errorf("assets/%s: %d", name, r.StatusCode)
		}
	}
}

func TestEverythingLivesBelowTheBase(t *testing.T) {
	h := newSite(t, "/docs/netlink")
	page := body(t, ask(h, "GET", "/docs/netlink/en/"))
	for _, want := range []string{`href="/docs/netlink/assets/style-1.css"`, `src="/docs/netlink/assets/page-1.js"`,
		`data-wasm="/docs/netlink/assets/codec-1.wasm"`, `data-base="/docs/netlink"`, `href="/docs/netlink/zh/"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if r := ask(h, "GET", "/docs/netlink/ws"); r.StatusCode != http.StatusTeapot {
		t.Errorf("ws: %d", r.StatusCode)
	}
	r := ask(h, "POST", "/docs/netlink/api/session")
	var session struct{ Token string }
	if err := json.Unmarshal([]byte(body(t, r)), &session); err != nil || session.Token != "token for /docs/netlink/" || r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("session: %d %q %v", r.StatusCode, session.Token, err)
	}
	for _, path := range []string{"/en/", "/ws", "/healthz", "/assets/page-1.js"} {
		if r := ask(h, "GET", path); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
}

func TestHealth(t *testing.T) {
	for status, want := range map[web.Status]int{web.StatusOK: 200, web.StatusStarting: 503, web.StatusDegraded: 503} {
		h := newSite(t, "", func(o *web.Options) {
			o.Health = func() web.Health {
				return web.Health{Status: status, Reason: "why", Accel: "tcg", Kernel: "6.12", Warm: 2, Live: 3}
			}
		})
		r := ask(h, "GET", "/healthz")
		var got web.Health
		if err := json.Unmarshal([]byte(body(t, r)), &got); err != nil {
			t.Fatal(err)
		}
		if r.StatusCode != want || got.Status != status || got.Kernel != "6.12" || got.Live != 3 || r.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %+v", status, r.StatusCode, got)
		}
	}
}

func TestMetricsOnlyIfAskedFor(t *testing.T) {
	if r := ask(newSite(t, ""), "GET", "/metrics"); r.StatusCode != http.StatusNotFound {
		t.Errorf("without: %d", r.StatusCode)
	}
	h := newSite(t, "", func(o *web.Options) {
		o.Metrics = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "runs 1") })
	})
	if r := ask(h, "GET", "/metrics"); r.StatusCode != http.StatusOK || body(t, r) != "runs 1" {
		t.Errorf("with: %d", r.StatusCode)
	}
}
