// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

func ask(t *testing.T, s *Site, body string) (int, []answer) {
	t.Helper()
	if s.Learner == nil {
		s.Learner = func(*http.Request) (string, bool) { return "somebody", true }
	}
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/api/compile", strings.NewReader(body)))
	var answers []answer
	lines := bufio.NewScanner(w.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var a answer
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatalf("%q: %v", lines.Bytes(), err)
		}
		answers = append(answers, a)
	}
	return w.Code, answers
}

const hello = `{"kind":"program","main":"user.c","files":{"user.c":"int main(void) { return 0; }\n"}}`

func TestSiteRefuses(t *testing.T) {
	none := func() (*Compiler, error) { return nil, errors.New("bubblewrap is missing") }
	full := &Site{Source: none}
	for range perLearner {
		full.enter("somebody")
	}
	full.Source = func() (*Compiler, error) { return nil, nil }
	for name, try := range map[string]struct {
		site   *Site
		body   string
		status int
		code   string
	}{
		"nobody":  {&Site{Learner: func(*http.Request) (string, bool) { return "", false }}, hello, 403, CodeLearner},
		"no json": {&Site{}, "int main", 400, CodeRequest},
		"unknown": {&Site{}, `{"kind":"program","makefile":"x"}`, 400, CodeRequest},
		"large":   {&Site{}, `{"kind":"` + strings.Repeat("x", maxRequest) + `"}`, 400, CodeRequest},
		"bad job": {&Site{}, `{"kind":"program","main":"../user.c","files":{"../user.c":""}}`, 422, CodeJob},
		"no gcc":  {&Site{Source: none}, hello, 503, CodeNone},
		"early":   {&Site{Source: func() (*Compiler, error) { return nil, fmt.Errorf("this server: %w", ErrComing) }}, hello, 503, CodeComing},
		"busy":    {full, hello, 429, CodeBusy},
	} {
		status, answers := ask(t, try.site, try.body)
		if status != try.status || len(answers) != 1 || answers[0].Error == nil || answers[0].Error.Code != try.code || answers[0].Error.Text == "" {
			t.Errorf("%s: %d %+v", name, status, answers)
		}
	}
}

func TestSiteCompiles(t *testing.T) {
	c := newCompiler(t)
	s := &Site{Source: func() (*Compiler, error) { return c, nil }}
	status, answers := ask(t, s, hello)
	if status != 200 || len(answers) != 1 || !answers[0].OK || answers[0].Error != nil {
		t.Fatalf("%d %+v", status, answers)
	}
	if b, ok := c.Binary(answers[0].ID); !ok || len(b) == 0 {
		t.Error("what was compiled is not to be had by its id")
	}
	if _, ok := c.Binary("another"); ok {
		t.Error("an id that nobody gave is known")
	}
	status, answers = ask(t, s, strings.Replace(hello, "return 0", "return x", 1))
	if status != 200 || answers[0].OK || len(answers[0].Diagnostics) != 1 || answers[0].Diagnostics[0].Line != 1 {
		t.Errorf("%d %+v", status, answers)
	}
	if _, ok := c.Binary(answers[0].ID); ok {
		t.Error("there is a binary of what was refused")
	}
	if len(s.busy) != 0 {
		t.Errorf("places are still taken: %v", s.busy)
	}
}

// TestSiteTellsWhatIsPrepared has a job wait for a toolchain that does not come.
func TestSiteTellsWhatIsPrepared(t *testing.T) {
	c := &Compiler{jail: &bubblewrap{}, queue: newQueue(1, 1), cache: newCache(1), flights: map[string]chan struct{}{}}
	e := &expectation{done: make(chan struct{})}
	e.want = sync.OnceFunc(func() { close(e.done) })
	c.expected = e
	_, answers := ask(t, &Site{Source: func() (*Compiler, error) { return c, nil }}, `{"kind":"go","main":"main.go","files":{"main.go":"package main\n"}}`)
	if len(answers) != 2 || answers[0].Progress != (Progress{Preparing: PreparingGo}) || answers[1].Error == nil || answers[1].Error.Code != CodeNoGo {
		t.Errorf("%+v", answers)
	}
}
