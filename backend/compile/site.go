// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
)

// Site answers pages: POST with a job as JSON, and lines of JSON back.
//
//	> {"kind":"module","main":"module.c","name":"lab","files":{"module.c":"…"}}
//	< {"preparing":"go"}
//	< {"queued":2}
//	< {"queued":1}
//	< {"ok":true,"id":"…","took_ms":1742,"diagnostics":[…]}
//
// The lines before the last are a job's Progress; the one of preparing comes at
// most once, before those of the queue. An answer that is an error has a code and
// a sentence: {"error":{"code":"bad-job","file":"module.c","text":"…"}}.
type Site struct {
	// Source gives the compiler, or why there is none: ErrComing if there will be
	// one soon, for which pages ask again.
	Source func() (*Compiler, error)
	// Learner says whose request it is; false refuses it.
	Learner func(*http.Request) (string, bool)
	// Log gets what an operator should know.
	Log *slog.Logger

	mu   sync.Mutex
	busy map[string]int
}

const (
	// maxRequest bounds a request's body: MaxFiles files would be 4 MiB, and
	// nobody needs that.
	maxRequest = 1 << 20
	// perLearner is how many jobs of one learner may wait or run: a module and
	// a program, so that nobody takes the whole queue.
	perLearner = 2
)

// request is a Job as JSON.
type request struct {
	Kind  string            `json:"kind"`
	Main  string            `json:"main"`
	Name  string            `json:"name"`
	Files map[string]string `json:"files"`
}

func (r *request) job() (Job, error) {
	j := Job{Main: r.Main, Name: r.Name, Files: make(map[string][]byte, len(r.Files))}
	switch r.Kind {
	case Program.String():
		j.Kind = Program
	case Module.String():
		j.Kind = Module
	case Go.String():
		j.Kind = Go
	}
	for name, content := range r.Files {
		j.Files[name] = []byte(content)
	}
	return j, j.Check()
}

// answer is one line of the response.
type answer struct {
	Progress
	OK          bool         `json:"ok"`
	ID          string       `json:"id,omitempty"`
	Took        int64        `json:"took_ms,omitempty"`
	Cached      bool         `json:"cached,omitempty"`
	Limit       Limit        `json:"limit,omitempty"`
	Diagnostics []Diagnostic `json:"diagnostics,omitempty"`
	Rest        string       `json:"rest,omitempty"`
	Error       *siteError   `json:"error,omitempty"`
}

// Codes of errors; pages have words for them.
const (
	CodeRequest  = "bad-request"
	CodeJob      = "bad-job"
	CodeLearner  = "bad-token"
	CodeBusy     = "compiler-busy"
	CodeFull     = "compiler-full"
	CodeNone     = "no-compiler"
	CodeComing   = "compiler-coming"
	CodeNoGo     = "no-go"
	CodeInternal = "internal"
)

// ErrComing says that a server has only just started.
var ErrComing = errors.New("the compiler is on its way; try again in a second")

type siteError struct {
	Code string `json:"code"`
	File string `json:"file,omitempty"`
	Text string `json:"text"`
}

// ServeHTTP implements http.Handler.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	learner, ok := s.Learner(r)
	if !ok {
		refuse(w, http.StatusForbidden, siteError{Code: CodeLearner, Text: "the page's token is unknown here; reload the page"})
		return
	}
	var req request
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxRequest))
	d.DisallowUnknownFields()
	if err := d.Decode(&req); err != nil {
		refuse(w, http.StatusBadRequest, siteError{Code: CodeRequest, Text: "not a job: " + err.Error()})
		return
	}
	job, err := req.job()
	var wrong *JobError
	if errors.As(err, &wrong) {
		refuse(w, http.StatusUnprocessableEntity, siteError{Code: CodeJob, File: wrong.File, Text: wrong.Text})
		return
	}
	compiler, err := s.Source()
	if errors.Is(err, ErrComing) {
		refuse(w, http.StatusServiceUnavailable, siteError{Code: CodeComing, Text: err.Error()})
		return
	}
	if err != nil {
		refuse(w, http.StatusServiceUnavailable, siteError{Code: CodeNone, Text: err.Error()})
		return
	}
	if !s.enter(learner) {
		refuse(w, http.StatusTooManyRequests, siteError{Code: CodeBusy, Text: fmt.Sprintf("%d of your sources are being compiled already; wait for them", perLearner)})
		return
	}
	defer s.leave(learner)
	s.compile(w, r, compiler, job)
}

// compile answers with a line for each thing that the job waits for, and the
// result.
func (s *Site) compile(w http.ResponseWriter, r *http.Request, c *Compiler, j Job) {
	head(w, http.StatusOK)
	lines := json.NewEncoder(w)
	flush := http.NewResponseController(w)
	result, err := c.Compile(r.Context(), j, func(p Progress) {
		_ = lines.Encode(p) // a page that went away ends the context
		_ = flush.Flush()
	})
	switch {
	case err == nil:
		_ = lines.Encode(answer{OK: result.OK(), ID: result.ID, Took: result.Took.Milliseconds(), Cached: result.Cached,
			Limit: result.Limit, Diagnostics: result.Diagnostics, Rest: result.Rest})
	case errors.Is(err, ErrFull):
		_ = lines.Encode(answer{Error: &siteError{Code: CodeFull, Text: err.Error()}})
	case errors.Is(err, ErrNoGo):
		_ = lines.Encode(answer{Error: &siteError{Code: CodeNoGo, Text: ErrNoGo.Error()}})
	case errors.Is(err, context.Canceled):
	default:
		s.Log.Error("a job was not compiled", "err", err)
		_ = lines.Encode(answer{Error: &siteError{Code: CodeInternal, Text: "the server cannot compile this now"}})
	}
}

func head(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "application/x-ndjson")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
}

func refuse(w http.ResponseWriter, status int, e siteError) {
	head(w, status)
	_ = json.NewEncoder(w).Encode(answer{Error: &e}) // a page that went away needs nothing
}

// enter takes one of a learner's places.
func (s *Site) enter(learner string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy == nil {
		s.busy = map[string]int{}
	}
	if s.busy[learner] >= perLearner {
		return false
	}
	s.busy[learner]++
	return true
}

func (s *Site) leave(learner string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy[learner]--; s.busy[learner] == 0 {
		delete(s.busy, learner)
	}
}
