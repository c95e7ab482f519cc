// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"netlinklab/backend/compile"
	"netlinklab/backend/hub"
	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/qemu"
	"netlinklab/backend/web"
	"netlinklab/wasm/labproto"
)

// codeSite is a whole server with a compiler, for pages that edit code.
type codeSite struct {
	pool     *sandbox.Pool
	hub      *hub.Hub
	compiler *compile.Compiler
	server   *benchServer
}

func openCodeSite(host *qemu.Host, compiler *compile.Compiler) (*codeSite, error) {
	s := &codeSite{compiler: compiler}
	s.pool = sandbox.NewPool(host, sandbox.PoolOptions{Warm: 1, Max: 12, MaxQueue: 20})
	b := &boxes{compiler: compiler}
	s.hub = hub.New(s.pool, hub.Options{Grace: time.Millisecond, Files: b.binary, Explain: b.explain})
	var err error
	s.server, err = serveBench(web.Options{Hub: s.hub, Compile: &compile.Site{Source: b.compilers, Learner: s.hub.Learner, Log: slog.New(slog.DiscardHandler)}})
	if err != nil {
		return nil, errors.Join(err, s.hub.Close(), s.pool.Close())
	}
	return s, nil
}

func (s *codeSite) close() error {
	return errors.Join(s.hub.Close(), s.server.close(), s.pool.Close())
}

// compiled posts a job as a page does and gives the result's id.
func (s *codeSite) compiled(ctx context.Context, p *page, kind compile.Kind, main, name, source string) (string, error) {
	return postJob(ctx, s.server.addr, p, kind, main, name, source)
}

// postJob does it on any site.
func postJob(ctx context.Context, addr string, p *page, kind compile.Kind, main, name, source string) (string, error) {
	body, err := json.Marshal(map[string]any{"kind": kind.String(), "main": main, "name": name, "files": map[string]string{main: source}})
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr+"/api/compile", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Origin", "http://"+addr)
	req.Header.Set(hub.TokenHeader, p.token)
	res, err := p.client.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	for lines := json.NewDecoder(res.Body); ; {
		var answer struct {
			Queued      int                  `json:"queued"`
			OK          bool                 `json:"ok"`
			ID          string               `json:"id"`
			Limit       string               `json:"limit"`
			Diagnostics []compile.Diagnostic `json:"diagnostics"`
			Error       *struct {
				Code string `json:"code"`
				Text string `json:"text"`
			} `json:"error"`
		}
		switch err := lines.Decode(&answer); {
		case err != nil:
			return "", fmt.Errorf("compile %s (%s): %w", main, res.Status, err)
		case answer.Queued > 0:
		case answer.OK:
			return answer.ID, nil
		case answer.Error != nil:
			return "", fmt.Errorf("compile %s: %s: %s", main, answer.Error.Code, answer.Error.Text)
		default:
			return "", fmt.Errorf("compile %s: limit %q, %v", main, answer.Limit, answer.Diagnostics)
		}
	}
}

// editTimes are the times of one round of edits.
type editTimes struct{ compileUser, compileModule, user, module, cached time.Duration }

// running is a run of a compiled program alone.
func running(id string) labproto.Program {
	return labproto.Program{Files: []labproto.ProgramFile{{Name: "user", ID: id}}, Steps: []labproto.Step{{Actor: "user", Op: labproto.OpExec, Name: "user"}}}
}

// edit opens a page, runs what is there, and edits: its program, then its module.
func (s *codeSite) edit(ctx context.Context, round int) (t editTimes, err error) {
	ctx, cancel := context.WithTimeout(ctx, 4*benchLimit)
	defer cancel()
	p, err := openPage(ctx, s.server.addr)
	if err != nil {
		return t, err
	}
	defer p.ws.Close()
	stop := context.AfterFunc(ctx, func() { p.ws.Close() })
	defer stop()

	// The first run gets the page its machine, and is not measured.
	id, err := s.compiled(ctx, p, compile.Program, labProgram, "", fmt.Sprintf("%s/* %d.0 */\n", benchUser, round))
	if err == nil {
		err = p.run(1, running(id))
	}
	if err != nil {
		return t, err
	}
	if err := poolWarm(ctx, s.pool, 1, 2); err != nil {
		return t, err
	}
	began := time.Now()
	if id, err = s.compiled(ctx, p, compile.Program, labProgram, "", fmt.Sprintf("%s/* %d.1 */\n", benchUser, round)); err != nil {
		return t, err
	}
	t.compileUser = time.Since(began)
	if err := p.run(2, running(id)); err != nil {
		return t, err
	}
	t.user = p.replied.Sub(began)

	source := fmt.Sprintf("%s/* %d */\n", benchModule, round)
	for n, into := range []*time.Duration{&t.module, &t.cached} {
		if err := poolWarm(ctx, s.pool, 1, 2); err != nil {
			return t, err
		}
		began = time.Now()
		if err := p.send(labproto.FrameReset, nil); err != nil {
			return t, err
		}
		inserted, err := s.compiled(ctx, p, compile.Module, labModule, labModuleName, source)
		if err != nil {
			return t, err
		}
		if n == 0 {
			t.compileModule = time.Since(began)
		}
		err = p.run(uint32(3+n), labproto.Program{Files: []labproto.ProgramFile{{Name: labModuleName + ".ko", ID: inserted}, {Name: "user", ID: id}}, Steps: []labproto.Step{
			{Actor: "insmod", Op: labproto.OpUnload, Name: "netlink_test", Label: "0"},
			{Actor: "insmod", Op: labproto.OpInsert, Name: labModuleName + ".ko", Label: "1", After: []string{"0"}},
			{Actor: "user", Op: labproto.OpExec, Name: "user", After: []string{"1"}},
		}})
		if err != nil {
			return t, err
		}
		*into = p.replied.Sub(began)
	}
	return t, nil
}
