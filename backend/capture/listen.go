// SPDX-License-Identifier: Apache-2.0

package capture

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// Listener holds a socket for each protocol that it hears.
type Listener struct {
	sockets []*socket
	joined  int
}

// ErrNothing says that no group could be joined.
var ErrNothing = errors.New("no group could be joined")

// Listen joins groups. refused tells of those that could not be joined while
// others could; protocols that this kernel does not have are passed over when
// all of their groups are asked for.
func Listen(groups []Group) (l *Listener, refused, err error) {
	l = &Listener{}
	var troubles []error
	for _, g := range groups {
		if err := l.join(g); err != nil {
			troubles = append(troubles, fmt.Errorf("protocol %d: %w", g.Protocol, err))
		}
	}
	refused = errors.Join(troubles...)
	if l.joined == 0 {
		l.Close()
		return nil, nil, errors.Join(ErrNothing, refused)
	}
	return l, refused, nil
}

func (l *Listener) join(g Group) error {
	var s *socket
	for _, have := range l.sockets {
		if have.protocol == g.Protocol {
			s = have
		}
	}
	if s == nil {
		opened, err := open(g.Protocol)
		if g.Number == All && errors.Is(err, unix.EPROTONOSUPPORT) {
			return nil
		}
		if err != nil {
			return err
		}
		s = opened
		l.sockets = append(l.sockets, s)
	}
	n, err := s.join(g.Number)
	l.joined += n
	return err
}

// Joined is the number of groups.
func (l *Listener) Joined() int { return l.joined }

// Close ends Run.
func (l *Listener) Close() error {
	var all []error
	for _, s := range l.sockets {
		if err := s.file.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
			all = append(all, err)
		}
	}
	return errors.Join(all...)
}

// Run calls handle with each datagram, from one goroutine at a time, until ctx
// ends or handle fails. It closes the listener.
func (l *Listener) Run(ctx context.Context, handle func(Datagram) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stop := context.AfterFunc(ctx, func() { l.Close() })
	defer stop()
	datagrams := make(chan Datagram)
	var wg sync.WaitGroup
	for _, s := range l.sockets {
		wg.Go(func() {
			if err := s.pump(ctx, datagrams); err != nil {
				cancel(err)
			}
		})
	}
	go func() {
		wg.Wait()
		close(datagrams)
	}()
	for d := range datagrams {
		if err := handle(d); err != nil {
			cancel(err)
			for range datagrams {
			}
			return err
		}
	}
	return errors.Join(context.Cause(ctx), l.Close())
}

// pump passes on what a socket receives.
func (s *socket) pump(ctx context.Context, to chan<- Datagram) error {
	buffer := make([]byte, datagramSize)
	for {
		d, err := s.receive(buffer)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("protocol %d: %w", s.protocol, err)
		}
		select {
		case to <- d:
		case <-ctx.Done():
			return nil
		}
	}
}
