// SPDX-License-Identifier: Apache-2.0

package sandbox_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/sandboxtest"
)

// twoWays is a starter whose machines that are started behind others wait until
// they may.
type twoWays struct {
	sandboxtest.Starter
	may    chan struct{}
	behind atomic.Int64
}

func (s *twoWays) StartBehind(ctx context.Context) (sandbox.Machine, error) {
	s.behind.Add(1)
	select {
	case <-s.may:
		return s.Start(ctx)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// TestPoolKeepsMachinesForOthers has one owner ask for machine after machine. From
// some on they are started behind others'; somebody else's is warm all the while,
// and who has hardly had one does not wait for the owner's to start.
func TestPoolKeepsMachinesForOthers(t *testing.T) {
	s := &twoWays{may: make(chan struct{})}
	p := sandbox.NewPool(s, sandbox.PoolOptions{Warm: 2, Max: 20, MaxQueue: 20})
	defer p.Close()
	await(t, p, func(s sandbox.Stats) bool { return s.Warm == 2 })
	const asked = 8
	leases := make(chan *sandbox.Lease, asked)
	for range asked {
		go func() {
			l, err := p.Acquire(t.Context(), "greedy", nil)
			if err != nil {
				t.Error(err)
			}
			leases <- l
		}()
	}
	for range 3 {
		defer (<-leases).Release()
	}
	await(t, p, func(st sandbox.Stats) bool { return st.Warm == 2 && s.behind.Load() > 0 })
	for _, owner := range []string{"a", "b"} {
		l, err := p.Acquire(t.Context(), owner, func(int, time.Duration) { t.Errorf("%s has to wait", owner) })
		if err != nil {
			t.Fatal(err)
		}
		defer l.Release()
	}
	close(s.may)
	for range asked - 3 {
		defer (<-leases).Release()
	}
}
