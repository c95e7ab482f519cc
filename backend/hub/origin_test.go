// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"net/http"
	"strings"
	"testing"

	"netlinklab/backend/sandbox/sandboxtest"
	"netlinklab/wasm/labproto"
)

func TestOriginAndToken(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{Origins: []string{"https://docs.example"}}, roomy)
	token := w.token()
	for _, origin := range []string{"", "null", "http://evil.example", "ftp" + strings.TrimPrefix(w.server.URL, "http")} {
		if ws, res, err := w.dial(origin); err == nil || res.StatusCode != http.StatusForbidden {
			t.Errorf("origin %q: %v", origin, err)
			if ws != nil {
				ws.Close()
			}
		}
	}
	for _, hello := range []labproto.Hello{{Token: "wrong"}, {}, {Token: token, Session: "none"}} {
		ws, _, err := w.dial("https://docs.example")
		if err != nil {
			t.Fatal(err)
		}
		p := &page{t: t, ws: ws}
		p.send(labproto.FrameHello, hello.AppendPayload(nil))
		want := labproto.CodeToken
		if hello.Session != "" {
			want = labproto.CodeExpired
		}
		if r := p.refused(); r.Code != want {
			t.Errorf("hello %+v: %+v", hello, r)
		}
		ws.Close()
	}
	if w.hub.Sessions() != 0 {
		t.Errorf("%d sessions", w.hub.Sessions())
	}
}

func TestAnotherCookiesSessionIsNotResumed(t *testing.T) {
	w := newWorld(t, &sandboxtest.Starter{}, Options{}, roomy)
	p := w.welcome(labproto.Hello{})
	w.newLearner()
	if r := w.open(labproto.Hello{Session: p.session}).refused(); r.Code != labproto.CodeExpired {
		t.Errorf("%+v", r)
	}
}
