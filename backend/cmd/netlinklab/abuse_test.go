// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"netlinklab/backend/compile"
	"netlinklab/backend/hub"
	"netlinklab/backend/module"
	"netlinklab/backend/oops"
	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/qemu/qemutest"
	"netlinklab/backend/web"
	"netlinklab/lessons"
	"netlinklab/wasm/labproto"
)

// abuse is code of somebody who does not want to learn, and what has to become
// of its run.
type abuse struct {
	program, module string // C
	terminal        bool
	ends            []string  // one of them is the run's end; with EndStopped the learner stops it
	note            string    // a remark that has to be made; a run that is to be stopped is stopped then
	oops            oops.Kind // the kind of bug that has to be told
	exit            string    // the signal that has to kill the program
}

// moduleThat is a module whose init runs statements.
func moduleThat(does string) string {
	return "#include <linux/module.h>\n#include <linux/sched.h>\n#include <linux/irqflags.h>\nstatic volatile int stop;\nstatic int __init start(void)\n{\n" + does +
		"\n\treturn 0;\n}\nmodule_init(start);\nMODULE_LICENSE(\"GPL\");\n"
}

const abuseHead = "#define _GNU_SOURCE\n#include <fcntl.h>\n#include <signal.h>\n#include <stdio.h>\n#include <string.h>\n#include <sys/ioctl.h>\n#include <sys/mman.h>\n#include <unistd.h>\n"

var abuses = map[string]abuse{
	"fork bomb": {program: abuseHead + "int main(void) { for (;;) fork(); }\n", ends: []string{labproto.EndTimeout}},
	"endless output": {program: abuseHead + `static char block[1 << 16];

int main(void)
{
	memset(block, 'a', sizeof(block));
	for (;;)
		write(1, block, sizeof(block));
}
`, ends: []string{labproto.EndStopped}, note: labproto.NoteOutputCut},
	"4 GB": {program: abuseHead + `int main(void)
{
	size_t n = 1UL << 32;
	char *p = mmap(0, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		return 1;
	memset(p, 1, n);
	return 0;
}
`, ends: []string{labproto.EndDone}, exit: "SIGKILL"},
	"floods its terminal": {terminal: true, program: abuseHead + `int main(void)
{
	static char screen[16384];
	int fd = open("/dev/tty", O_RDWR);

	memset(screen, '\a', sizeof(screen));
	close(0);
	close(1);
	close(2);
	for (;;)
		write(fd, screen, sizeof(screen));
}
`, ends: []string{labproto.EndStopped}, note: labproto.NoteOutputCut},
	"leaves its terminal": {terminal: true, program: abuseHead + `int main(void)
{
	signal(SIGHUP, SIG_IGN);
	close(1);
	close(2);
	ioctl(0, TIOCNOTTY);
	close(0);
	for (;;)
		pause();
}
`, ends: []string{labproto.EndTimeout}},
	"signals everybody":  {program: abuseHead + "int main(void) { kill(-1, SIGKILL); for (;;) pause(); }\n", ends: []string{labproto.EndDied}},
	"fills the log":      {module: moduleThat("\twhile (!stop) {\n\t\tpr_info(\"and so on\\n\");\n\t\tcond_resched();\n\t}"), ends: []string{labproto.EndTimeout}, oops: oops.Stuck},
	"logs without pause": {module: moduleThat("\tlocal_irq_disable();\n\twhile (!stop)\n\t\tpr_info(\"and so on\\n\");"), ends: []string{labproto.EndTimeout}, oops: oops.Stuck},
	"panics":             {module: moduleThat("\tpanic(\"on purpose\");"), ends: []string{labproto.EndPanic}, note: labproto.NoteOops},
	"loops":              {module: moduleThat("\twhile (!stop)\n\t\tcpu_relax();"), ends: []string{labproto.EndTimeout}, oops: oops.Stuck},
	"loops without interrupts": {module: moduleThat("\tlocal_irq_disable();\n\twhile (!stop)\n\t\tcpu_relax();"),
		ends: []string{labproto.EndTimeout}, oops: oops.Stuck},
}

// limit is the time that its run has, in milliseconds: what ends by itself, or
// has to come to a remark first, must not be cut short on a slow host.
func (a *abuse) limit() uint32 {
	if slices.Contains(a.ends, labproto.EndTimeout) {
		return 1500
	}
	return labproto.MaxTimeoutMillis
}

// asksToStop says whether a run's event is the one at which its learner stops it.
func (a *abuse) asksToStop(e labproto.Event) bool {
	return slices.Contains(a.ends, labproto.EndStopped) && e.Kind == labproto.KindNote && e.Name == a.note
}

// steps is the run of an abuse, with what was compiled.
func (a *abuse) steps(t *testing.T, c *compile.Compiler) labproto.Program {
	t.Helper()
	p := labproto.Program{TimeoutMillis: a.limit()}
	add := func(j compile.Job, file string, s labproto.Step) {
		r, err := c.Compile(t.Context(), j, nil)
		if err != nil || !r.OK() {
			t.Fatalf("%v %v %s", err, r.Diagnostics, r.Rest)
		}
		p.Files = append(p.Files, labproto.ProgramFile{Name: file, ID: r.ID})
		s.Actor, s.Name = "abuser", file
		p.Steps = append(p.Steps, s)
	}
	if a.module != "" {
		add(compile.Job{Kind: compile.Module, Main: labModule, Name: labModuleName, Files: map[string][]byte{labModule: []byte(a.module)}},
			labModuleName+".ko", labproto.Step{Op: labproto.OpInsert})
	} else {
		add(compile.Job{Kind: compile.Program, Main: labProgram, Files: map[string][]byte{labProgram: []byte(a.program)}},
			"user", labproto.Step{Op: labproto.OpExec, Terminal: a.terminal})
	}
	return p
}

// events runs p on the page's machine and gives all its events. The run is
// stopped at an event for which stop is true; nil never stops it.
func (u *unruly) events(id uint32, p labproto.Program, stop func(labproto.Event) bool) (events []labproto.Event, err error) {
	_ = u.ws.SetReadDeadline(time.Now().Add(2 * benchLimit))
	r := labproto.Run{ID: id, Program: p}
	if err := u.send(labproto.FrameRun, r.AppendPayload(nil)); err != nil {
		return nil, err
	}
	var failed error
	err = u.until(func(f labproto.Frame) bool {
		if e, err := labproto.ParseEvent(f.Payload); f.Type == labproto.FrameEvent && err == nil && e.Run == id {
			events = append(events, e)
			if stop != nil && stop(e) {
				failed = u.send(labproto.FrameStop, nil)
			}
		}
		return over(f)
	})
	err = errors.Join(err, failed)
	if err == nil && len(events) == 0 {
		err = errors.New("the run was refused")
	}
	return events, err
}

// register notes the machines that a starter has started.
type register struct {
	sandbox.Starter
	mu   sync.Mutex
	pids []int
}

func (r *register) Start(ctx context.Context) (sandbox.Machine, error) {
	m, err := r.Starter.Start(ctx)
	if err == nil {
		r.mu.Lock()
		r.pids = append(r.pids, m.Info().PID)
		r.mu.Unlock()
	}
	return m, err
}

// abused is a site whose learners' code is compiled and run.
type abused struct {
	addr     string
	compiler *compile.Compiler
	pool     *sandbox.Pool
}

// newAbused makes one. When the test has ended nothing may be left of it: no
// machine, no process, no file.
func newAbused(t *testing.T) *abused {
	t.Helper()
	if os.Getenv("NETLINKLAB_VM") == "" {
		t.Skip("boots machines; set NETLINKLAB_VM=1 to ask for it")
	}
	c := onBed(t).compiler // which has been made before what is left is looked for
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	host := qemutest.Host(t)
	all, err := lessons.Load(lessons.FS(), module.Sources())
	if err != nil {
		t.Fatal(err)
	}
	started := &register{Starter: host}
	pool := sandbox.NewPool(started, sandbox.PoolOptions{Warm: 2, Max: 12, MaxQueue: 20})
	b := &boxes{compiler: c}
	h := hub.New(pool, hub.Options{Grace: 100 * time.Millisecond, Files: b.binary, Explain: b.explain})
	handler, err := web.New(web.Options{Lessons: all, Hub: h, Log: slog.New(slog.DiscardHandler),
		Health:  func() web.Health { return web.Health{Status: web.StatusOK} },
		Compile: &compile.Site{Source: b.compilers, Learner: h.Learner, Log: slog.New(slog.DiscardHandler)}})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(func() {
		err := h.Close()
		server.Close()
		http.DefaultClient.CloseIdleConnections()
		if err = errors.Join(err, pool.Close(), host.Close()); err != nil {
			t.Error(err)
		}
		for _, pid := range started.pids {
			if !gone(pid) {
				t.Errorf("process %d is left", pid)
			}
		}
		left, err := os.ReadDir(temp)
		if err != nil || len(left) > 0 {
			t.Errorf("files are left: %v, %v", left, err)
		}
	})
	return &abused{server.Listener.Addr().String(), c, pool}
}

// gone waits for a process that was killed: the last to know of it is its parent.
func gone(pid int) bool {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for range 1000 {
		if _, err := os.Stat(fmt.Sprint("/proc/", pid)); err != nil {
			return true
		}
		<-tick.C
	}
	return false
}

func (s *abused) page(t *testing.T) *unruly {
	t.Helper()
	ws, err := dialPage(t.Context(), s.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	return &unruly{addr: s.addr, ws: ws}
}

// TestCodeAbuse runs what people write who want to break something: each run has
// its end and its reasons, the next one of the same learner is answered, and
// another learner's meanwhile.
func TestCodeAbuse(t *testing.T) {
	site := newAbused(t)
	for name, a := range abuses {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			steps := a.steps(t, site.compiler)
			u := site.page(t)
			var events []labproto.Event
			var failed error
			var work sync.WaitGroup
			began, ended := time.Now(), time.Time{}
			work.Go(func() {
				events, failed = u.events(1, steps, a.asksToStop)
				ended = time.Now()
			})
			lesson(t, site.addr, 2)
			work.Wait()
			if failed != nil {
				t.Fatal(failed)
			}
			notes, exit, kind := map[string]bool{}, "", ""
			for _, e := range events {
				switch e.Kind {
				case labproto.KindNote:
					notes[e.Name] = true
					if e.Name == labproto.NoteOops {
						kind = e.Arg("kind")
					}
				case labproto.KindExit:
					exit = e.Name
				}
			}
			if end := events[len(events)-1].Name; !slices.Contains(a.ends, end) {
				t.Errorf("it ends with %q, not one of %q", end, a.ends)
			}
			if a.note != "" && !notes[a.note] || kind != string(a.oops) && a.oops != "" || exit != a.exit && a.exit != "" {
				t.Errorf("remarks %v, bug %q, program killed by %q\n%s", notes, kind, exit, (&labproto.Transcript{Events: events[max(0, len(events)-12):]}).AppendJSON(nil))
			}
			again, err := labproto.ParseProgramJSON([]byte(benchProgram))
			if err != nil {
				t.Fatal(err)
			}
			if events, err := u.events(2, again, nil); err != nil || events[len(events)-1].Name != labproto.EndDone {
				t.Errorf("its next run: %v, %+v", err, events)
			}
			t.Logf("its end came after %v, the next run's %v later", ended.Sub(began).Round(time.Millisecond), time.Since(ended).Round(time.Millisecond))
		})
	}
	t.Run("thousands of clicks", func(t *testing.T) {
		t.Parallel()
		clicks(t, site)
	})
}

// clicks presses Run and Stop without a pause until the server has had enough of
// that connection; the learner's next page works.
func clicks(t *testing.T, site *abused) {
	u := site.page(t)
	_ = u.ws.SetReadDeadline(time.Now().Add(benchLimit))
	for n := range uint32(4000) {
		if u.run(n+1, benchProgram) != nil || u.send(labproto.FrameStop, nil) != nil {
			break // the connection is over
		}
	}
	err := u.until(func(labproto.Frame) bool { return false })
	var closed *websocket.CloseError
	if !errors.As(err, &closed) || closed.Code != websocket.ClosePolicyViolation || closed.Text != labproto.CodeRate {
		t.Errorf("the connection ended with %v", err)
	}
	lesson(t, site.addr, 3)
}
