// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/sandboxtest"
	"netlinklab/wasm/labproto"
)

// files are the texts that a run's read steps told.
func files(t *testing.T, m sandbox.Machine, paths ...string) []string {
	t.Helper()
	var steps []string
	for _, p := range paths {
		steps = append(steps, `{"actor":"a","op":"read","name":"`+p+`"}`)
	}
	var texts []string
	for _, e := range sandboxtest.Transcript(t, m, 1, `{"steps":[`+strings.Join(steps, ",")+`]}`) {
		if e.Kind == labproto.KindFile {
			texts = append(texts, e.Text)
		}
	}
	if len(texts) != len(paths) {
		t.Fatalf("%d files of %d were read", len(texts), len(paths))
	}
	return texts
}

// TestClonesAreNotAlike reads random numbers in several clones of one template,
// all of which had the same generator in their memory.
func TestClonesAreNotAlike(t *testing.T) {
	const uuid = "/proc/sys/kernel/random/uuid" // a new one at each read
	h := newHost(t)
	seen := map[string]bool{}
	for range 4 {
		for _, id := range files(t, start(t, h), uuid, uuid) {
			if seen[id] || len(strings.TrimSpace(id)) != 36 {
				t.Errorf("%q came twice, or is no id", id)
			}
			seen[id] = true
		}
	}
}

// TestCloneKnowsTheTime compares the guest's wall clock, which stood still since
// its template was made, with the host's. The guest tells the second of its boot
// (proc_stat(5), btime) and how long ago that was (proc_uptime(5)).
func TestCloneKnowsTheTime(t *testing.T) {
	m := start(t, newHost(t))
	before := time.Now()
	texts := files(t, m, "/proc/stat", "/proc/uptime", "/sys/devices/system/clocksource/clocksource0/current_clocksource")
	after := time.Now()
	if clock := strings.TrimSpace(texts[2]); hasTSC && m.info.Accel == "tcg" && clock != "tsc" {
		t.Errorf("the guest's clock is %s", clock)
	}
	_, rest, _ := strings.Cut(texts[0], "btime ")
	line, _, _ := strings.Cut(rest, "\n")
	boot, err := strconv.ParseInt(line, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	up, err := strconv.ParseFloat(strings.Fields(texts[1])[0], 64)
	if err != nil {
		t.Fatal(err)
	}
	// btime is a whole second: the true time is up to one later.
	earliest := time.Unix(boot, 0).Add(time.Duration(up * float64(time.Second)))
	latest := earliest.Add(time.Second)
	const within = time.Second
	if latest.Before(before.Add(-within)) || earliest.After(after.Add(within)) {
		t.Errorf("the guest's clock is between %s and %s, the host's between %s and %s", earliest, latest, before, after)
	}
}

// flaky is a host whose first clone dies at its start.
type flaky struct {
	host   *Host
	starts int
}

func (f *flaky) Start(ctx context.Context) (sandbox.Machine, error) {
	if f.starts++; f.starts == 1 {
		real := f.host.jail.qemu
		f.host.jail.qemu = "/usr/bin/false"
		defer func() { f.host.jail.qemu = real }()
	}
	return f.host.Start(ctx)
}

// TestCloneThatDiesIsRetried lends a machine though the first one has died.
func TestCloneThatDiesIsRetried(t *testing.T) {
	f := &flaky{host: newHost(t)}
	p := sandbox.NewPool(f, sandbox.PoolOptions{Max: 1, MaxQueue: 1})
	l, err := p.Acquire(t.Context(), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(l.Release(), p.Close()); err != nil {
		t.Error(err)
	}
	if f.starts != 2 {
		t.Errorf("%d starts", f.starts)
	}
}
