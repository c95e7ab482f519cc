// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"netlinklab/backend/compile"
	"netlinklab/backend/hub"
	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/qemu"
	"netlinklab/backend/web"
)

// abuseReport is what `bench abuse -json` prints.
type abuseReport struct {
	Quiet spread `json:"quiet_first_reply_ms"`
	// Beside is the same while one learner abuses everything.
	Beside spread `json:"beside_abuse_first_reply_ms"`
	// Ratio is that of the two p95.
	Ratio float64 `json:"beside_abuse_ratio"`
	// Cold are the learners, of N, for whom the pool had no warm machine when
	// they pressed Run; quiet and beside the abuser.
	ColdQuiet  int            `json:"cold_quiet"`
	ColdBeside int            `json:"cold_beside_abuse"`
	N          int            `json:"n"`
	Load       string         `json:"load"`
	Done       map[string]int `json:"abuses"`
	Accel      string         `json:"accel"`
	Kernel     string         `json:"kernel"`
}

func newBenchAbuseCommand() *cobra.Command {
	var machine machineFlags
	c := &cobra.Command{
		Use:   "abuse",
		Short: "Measure what other learners notice of one who abuses everything",
		Long: `Measure what other learners notice of one who abuses everything.

Learners come one after the other, each to a page of its own of a whole server in
this process, look at it for two seconds, and press Run. The time ends when the
kernel's echo has been read. Whether the server had a warm machine or not, every
learner counts.

  quiet_first_reply_ms         with nobody else there
  beside_abuse_first_reply_ms  while one learner, in eight tabs, runs fork bombs,
                               endless output, 4 GB allocations and modules that
                               panic, loop with interrupts off and fill the log,
                               each again and again, clicks Run and Stop without a
                               pause, and compiles a source that includes itself
                               and modules, as fast as the server lets it
  beside_abuse_ratio           the second p95 in relation to the first
  cold_quiet, cold_beside_abuse
                               the learners for whom no machine was warm
  load                         /proc/loadavg before it began: on a machine that
                               does something else too the figures say little`,
	}
	machine.add(c)
	machine.standby = usualStandby
	return measuring(c, "number", 20, "how many learners come, before and beside", func(ctx context.Context, n int) (report, error) {
		return measureAbuse(ctx, machine, n)
	})
}

func measureAbuse(ctx context.Context, machine machineFlags, n int) (r abuseReport, err error) {
	load, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return r, err
	}
	r.N, r.Load = n, strings.TrimSpace(string(load))
	host, err := machine.host(ctx)
	if err != nil {
		return r, err
	}
	defer host.Close()
	compiler, err := compile.New(ctx, compile.Options{Image: host.Image()})
	if err != nil {
		return r, err
	}
	if err := compiler.Prepare(ctx); err != nil {
		return r, err
	}
	r.Accel, _ = host.Accel()
	r.Kernel = host.Kernel()
	site, err := openAbusedSite(host, compiler)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, site.close()) }()
	return r, site.measure(ctx, &r)
}

// openAbusedSite is a server as serve makes it, but that a session whose page is
// gone gives its machine back soon: learners come and go faster here.
func openAbusedSite(host *qemu.Host, compiler *compile.Compiler) (*codeSite, error) {
	s := &codeSite{compiler: compiler, pool: sandbox.NewPool(host, usualPool())}
	b := &boxes{compiler: compiler}
	s.hub = hub.New(s.pool, hub.Options{Grace: 100 * time.Millisecond, PerOwner: perOwner(usualPool()), Files: b.binary, Explain: b.explain})
	var err error
	s.server, err = serveBench(web.Options{Hub: s.hub, Compile: &compile.Site{Source: b.compilers, Learner: s.hub.Learner, Log: slog.New(slog.DiscardHandler)}})
	if err != nil {
		return nil, errors.Join(err, s.hub.Close(), s.pool.Close())
	}
	return s, nil
}

// measure lets learners come, first alone and then beside the abuser.
func (s *codeSite) measure(ctx context.Context, r *abuseReport) error {
	a, err := newAbuser(ctx, s.server.addr)
	if err != nil {
		return err
	}
	if err := poolWarm(ctx, s.pool, usualPool().Warm, usualPool().Warm); err != nil {
		return err
	}
	quiet, cold, err := s.newcomers(ctx, "learners alone", r.N)
	if err != nil {
		return err
	}
	r.Quiet, r.ColdQuiet = millis(quiet), cold
	raging, calm := context.WithCancel(ctx)
	var work sync.WaitGroup
	work.Go(func() { a.rage(raging) })
	beside, cold, err := s.newcomers(ctx, "learners beside the abuser", r.N)
	calm()
	work.Wait()
	if err != nil {
		return err
	}
	r.Beside, r.ColdBeside, r.Done = millis(beside), cold, a.done
	r.Ratio = round(r.Beside.P95/r.Quiet.P95, 2)
	return nil
}

// thinks is how long a learner looks at a page before it presses Run.
const thinks = 2 * time.Second

// newcomers gives the times of n learners, and for how many there was no warm
// machine.
func (s *codeSite) newcomers(ctx context.Context, what string, n int) (took []time.Duration, cold int, err error) {
	for i := range n {
		fmt.Fprintf(os.Stderr, "\r%-28s %3d/%d", what, i, n)
		d, queued, err := benchSession(ctx, s.server.addr, thinks)
		if err != nil {
			return nil, 0, fmt.Errorf("learner %d: %w", i+1, err)
		}
		if queued {
			cold++
		}
		took = append(took, d)
	}
	fmt.Fprintf(os.Stderr, "\r%-28s %3d/%d\n", what, n, n)
	return took, cold, nil
}

// print shows the figures.
func (r abuseReport) print() {
	fmt.Printf("kernel %s, acceleration %s, load before %s\n\n", r.Kernel, r.Accel, r.Load)
	for _, f := range []struct {
		name string
		s    spread
		cold int
	}{{"first reply, quiet", r.Quiet, r.ColdQuiet}, {"first reply beside the abuser", r.Beside, r.ColdBeside}} {
		fmt.Printf("%-36s %11.1f ms   p95 %.1f ms, without a warm machine %d of %d\n", f.name, f.s.P50, f.s.P95, f.cold, r.N)
	}
	printTargets(os.Stdout, []target{{"p95 beside against quiet", fmt.Sprintf("%.1f times", r.Ratio), "at most 3 times", r.Ratio <= 3}})
}
