// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"context"
	"sync"
)

// queue hands out numbered seats in the order in which they were asked for.
type queue struct {
	mu      sync.Mutex
	free    []int
	waiting []*waiter
	most    int
}

type waiter struct {
	seat  chan int // has room for one, so that giving never waits
	moved chan struct{}
}

func newQueue(seats, most int) *queue {
	q := &queue{most: most}
	for i := range seats {
		q.free = append(q.free, i)
	}
	return q
}

// take waits for a seat. position is told each new place in the queue, from 1.
func (q *queue) take(ctx context.Context, position func(int)) (seat int, err error) {
	q.mu.Lock()
	if len(q.free) > 0 {
		seat = q.free[len(q.free)-1]
		q.free = q.free[:len(q.free)-1]
		q.mu.Unlock()
		return seat, nil
	}
	if len(q.waiting) >= q.most {
		q.mu.Unlock()
		return 0, ErrFull
	}
	w := &waiter{make(chan int, 1), make(chan struct{}, 1)}
	q.waiting = append(q.waiting, w)
	w.moved <- struct{}{}
	q.mu.Unlock()
	for {
		select {
		case seat := <-w.seat:
			return seat, nil
		case <-w.moved:
			if n := q.place(w); n > 0 && position != nil {
				position(n)
			}
		case <-ctx.Done():
			q.leave(w)
			return 0, context.Cause(ctx)
		}
	}
}

// place is a waiter's place, from 1; 0 when it waits no more.
func (q *queue) place(w *waiter) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i, other := range q.waiting {
		if other == w {
			return i + 1
		}
	}
	return 0
}

// leave gives up a place, or the seat that came at the same moment.
func (q *queue) leave(w *waiter) {
	q.mu.Lock()
	for i, other := range q.waiting {
		if other == w {
			q.waiting = append(q.waiting[:i], q.waiting[i+1:]...)
			q.tellFrom(i)
			q.mu.Unlock()
			return
		}
	}
	q.mu.Unlock()
	q.give(<-w.seat)
}

// give returns a seat, to the next who waits.
func (q *queue) give(seat int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		q.free = append(q.free, seat)
		return
	}
	next := q.waiting[0]
	q.waiting = q.waiting[1:]
	next.seat <- seat
	q.tellFrom(0)
}

// tellFrom tells those from a place on that they have moved. The caller holds mu.
func (q *queue) tellFrom(i int) {
	for _, w := range q.waiting[i:] {
		select {
		case w.moved <- struct{}{}:
		default:
		}
	}
}
