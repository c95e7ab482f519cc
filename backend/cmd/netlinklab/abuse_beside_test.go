// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"
)

// besideSamples is how many learners come while one abuses everything; quietSamples
// come before.
const (
	besideSamples = 8
	quietSamples  = 3
)

// TestBesideCodeAbuse has one learner do all of it at once, in several tabs, and
// compile without a pause, while others open a page and run a lesson: each is
// answered. How long that takes is told and not judged; bench abuse measures it.
func TestBesideCodeAbuse(t *testing.T) {
	site := newAbused(t)
	var work sync.WaitGroup
	defer work.Wait()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	a, err := newAbuser(ctx, site.addr)
	if err != nil {
		t.Fatal(err)
	}
	learners := func(n int) (took []time.Duration, queued int) {
		for i := range n {
			d, waited, err := benchSession(ctx, site.addr, thinks)
			if err != nil {
				t.Fatalf("learner %d: %v", i+1, err)
			}
			if took = append(took, d); waited {
				queued++
			}
		}
		return took, queued
	}
	quiet, _ := learners(quietSamples)
	work.Go(func() { a.rage(ctx) })
	beside, queued := learners(besideSamples)
	cancel()
	work.Wait()
	t.Logf("meanwhile it did: %v", a.done)
	if len(a.done) == 0 {
		t.Error("the learner who abuses all has done nothing")
	}
	load, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("first replies alone: %v; beside: %v, %d of them by way of the queue; load %s", quiet, beside, queued, load)
}
