// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"netlinklab/backend/sandbox/qemu"
)

// sandboxReport is what `bench sandbox -json` prints.
type sandboxReport struct {
	ColdBoot   float64 `json:"cold_boot_ms"` // median
	Clone      spread  `json:"clone_to_first_reply_ms"`
	Unprepared spread  `json:"clone_unprepared_ms"`
	Warm       spread  `json:"warm_first_reply_ms"`
	PrivateMiB float64 `json:"private_mib_per_vm"`
	StandbyMiB float64 `json:"standby_private_mib"`
	IdleCPU    float64 `json:"idle_cpu_percent_per_vm"`
	Accel      string  `json:"accel"`
	Kernel     string  `json:"kernel"`
}

func newBenchSandboxCommand() *cobra.Command {
	var machine machineFlags
	c := &cobra.Command{
		Use:   "sandbox",
		Short: "Measure how fast machines start and answer, and what they cost",
		Long: `Measure how fast machines start and answer, and what they cost.

The reply that every time runs up to is the same: the echo that the kernel's test
module sends to a message of a run, as the event with its bytes. A time ends when
that event has been read.

  cold_boot_ms             median, from starting QEMU with a kernel to the reply
  clone_to_first_reply_ms  from asking for a clone of the template to the reply,
                           as a server does it: in an emulator that was started
                           beforehand and has the template's state, with the guest
                           stopped at it: nothing has run or been translated there.
                           Cold boots and clones of both kinds take turns
  clone_unprepared_ms      the same from starting QEMU on: when clones are asked
                           for faster than emulators start
  warm_first_reply_ms      from writing the first run of a new session to a
                           websocket to the reply on that websocket, over TCP to
                           a whole server in this process, with a warm machine
                           in the pool
  private_mib_per_vm       median memory that a warm, idle machine shares with no
                           other process, its helper processes included
  standby_private_mib      the same of an emulator that waits for a clone, beside
                           the machines
  idle_cpu_percent_per_vm  mean processor time of such machines, in percent of
                           one processor`,
	}
	machine.add(c)
	machine.standby = usualStandby
	return measuring(c, "number", 30, "how often each is measured", func(ctx context.Context, n int) (report, error) {
		host, err := machine.host(ctx)
		if err != nil {
			return nil, err
		}
		defer host.Close()
		return benchSandbox(ctx, host, n)
	})
}

func benchSandbox(ctx context.Context, host *qemu.Host, n int) (r sandboxReport, err error) {
	r.Accel, _ = host.Accel()
	r.Kernel = host.Kernel()
	progress := func(what string, done, total int) {
		fmt.Fprintf(os.Stderr, "\r%-28s %3d/%d", what, done, total)
		if done == total {
			fmt.Fprintln(os.Stderr)
		}
	}
	starts, err := benchStarts(ctx, host, n, progress)
	if err != nil {
		return r, err
	}
	r.ColdBoot = inMillis(percentile(starts.cold, 50))
	r.Clone, r.Unprepared = millis(starts.clones), millis(starts.unprepared)
	warm, err := benchWarm(ctx, host, n, progress)
	if err != nil {
		return r, err
	}
	r.Warm = millis(warm)
	cost, err := benchIdle(ctx, host, progress)
	r.PrivateMiB, r.StandbyMiB, r.IdleCPU = cost.machineMiB, cost.standbyMiB, cost.cpuPercent
	return r, err
}

// print shows the figures beside what is wanted under TCG on two cores.
func (r sandboxReport) print() {
	ms := func(v float64) string { return fmt.Sprintf("%.1f ms", v) }
	ratio := r.ColdBoot / r.Clone.P50
	fmt.Printf("kernel %s, acceleration %s\n\n", r.Kernel, r.Accel)
	fmt.Printf("%-36s %14s\n", "cold boot to reply", ms(r.ColdBoot))
	fmt.Printf("%-36s %14s\n", "clone to reply, median", ms(r.Clone.P50))
	fmt.Printf("%-36s %14s   p95 %s\n", "the same with nothing started", ms(r.Unprepared.P50), ms(r.Unprepared.P95))
	printTargets(os.Stdout, []target{
		{"clone against cold boot", fmt.Sprintf("%.1f times", ratio), "at least 30 times", ratio >= 30},
		{"clone to reply, p95", ms(r.Clone.P95), "at most " + ms(2*r.Clone.P50), r.Clone.P95 <= 2*r.Clone.P50},
		{"warm reply by websocket, median", ms(r.Warm.P50), "under 10 ms", r.Warm.P50 < 10},
		{"private memory of an idle machine", fmt.Sprintf("%.1f MiB", r.PrivateMiB), "under 25 MiB", r.PrivateMiB < 25},
		{"processor time of an idle machine", fmt.Sprintf("%.2f %%", r.IdleCPU), "under 0.5 %", r.IdleCPU < 0.5},
	})
	fmt.Printf("%-36s %14s\n", "warm reply by websocket, p95", ms(r.Warm.P95))
	fmt.Printf("%-36s %14s\n", "private memory of a waiting emulator", fmt.Sprintf("%.1f MiB", r.StandbyMiB))
}

// idleSpan is how long idle machines are watched.
const idleSpan = 10 * time.Second
