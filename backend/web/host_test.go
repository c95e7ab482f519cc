// SPDX-License-Identifier: Apache-2.0

package web_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"netlinklab/backend/web"
)

func TestHostsThatPointHere(t *testing.T) {
	s := httptest.NewServer(newSite(t, "", func(o *web.Options) { o.Origins = []string{"https://docs.example:8443"} }))
	defer s.Close()
	for host, want := range map[string]int{
		"":                       http.StatusOK, // 127.0.0.1 and the port
		"127.0.0.1":              http.StatusOK,
		"127.0.0.1:8080":         http.StatusOK,
		"[::1]:8080":             http.StatusOK,
		"localhost:8080":         http.StatusOK,
		"LocalHost.":             http.StatusOK,
		"lab.localhost":          http.StatusOK,
		"docs.example":           http.StatusOK,
		"rebound.example":        http.StatusMisdirectedRequest,
		"192.0.2.7:8080":         http.StatusMisdirectedRequest,
		"localhost.evil.example": http.StatusMisdirectedRequest,
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/en/", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		answer, err := s.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("Host %q: %d, want %d", host, answer.StatusCode, want)
		}
	}
}

func TestHostsOfAHandlerWithoutListener(t *testing.T) {
	w := httptest.NewRecorder()
	newSite(t, "").ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://docs.example/en/", nil))
	if w.Code != http.StatusOK {
		t.Errorf("%d", w.Code)
	}
}
