// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"netlinklab/backend/sandbox"
	"netlinklab/wasm/labproto"
)

// courier brings a machine what its session sends, in order, so that the session
// never waits for a guest that reads slowly or not at all.
//
//	session --- parcel ---> courier --- files' pieces, frame ---> machine
//	session <-- outcome --- courier
type courier struct {
	hub      *Hub
	machine  sandbox.Machine
	parcels  chan *parcel
	outcomes chan outcome
	unread   chan struct{} // a frame has been left unread for too long
	stuck    atomic.Bool   // and still is
	stop     context.CancelFunc
	ctx      context.Context
	// delivered are the ids of the files that the machine has, by name; the
	// courier's goroutine alone uses it.
	delivered map[string]string
}

// parcel is a frame, and the files that have to be there before it.
type parcel struct {
	frame labproto.Frame
	files []labproto.ProgramFile
	// state is parcelWaits until the frame itself is about to be sent or the
	// parcel is recalled, whichever comes first.
	state atomic.Int32
	limit time.Duration // how long the frame's run may take
	// forget makes the courier bring every file again; there is no frame.
	forget bool
}

// States of a parcel.
const (
	parcelWaits = iota
	parcelSent
	parcelRecalled
)

// recall takes a parcel back; false says that it is too late.
func (p *parcel) recall() bool { return p.state.CompareAndSwap(parcelWaits, parcelRecalled) }

// outcome is what has become of a parcel. Without a missing file and an error
// its frame has been sent.
type outcome struct {
	parcel  *parcel
	missing int // position of a file that is not kept any more, or -1
	err     error
}

// newCourier starts one; end ends it.
func newCourier(h *Hub, m sandbox.Machine) *courier {
	c := &courier{hub: h, machine: m, parcels: make(chan *parcel, queuedParcels), outcomes: make(chan outcome),
		unread: make(chan struct{}, 1), delivered: map[string]string{}}
	c.ctx, c.stop = context.WithCancel(h.ctx)
	h.work.Go(c.work)
	return c
}

// end lets the courier go, whatever it has at hand. The machine is about to be
// given back: a frame that is half sent is nobody's loss.
func (c *courier) end() { c.stop() }

// send hands over a parcel; false says that too many are waiting.
func (c *courier) send(p *parcel) bool {
	select {
	case c.parcels <- p:
		return true
	default:
		return false
	}
}

func (c *courier) work() {
	for {
		select {
		case p := <-c.parcels:
			o := outcome{parcel: p, missing: -1}
			o.missing, o.err = c.bring(p)
			if p.recalled() && o.err == nil {
				continue // its sender knows
			}
			select {
			case c.outcomes <- o:
			case <-c.ctx.Done():
				return
			}
		case <-c.ctx.Done():
			return
		}
	}
}

func (p *parcel) recalled() bool { return p.state.Load() == parcelRecalled }

// bring delivers one parcel.
func (c *courier) bring(p *parcel) (missing int, err error) {
	if p.forget {
		clear(c.delivered)
		return -1, nil
	}
	for i, f := range p.files {
		if c.delivered[f.Name] == f.ID {
			continue
		}
		content, ok := c.hub.opts.Files(f.ID)
		if !ok {
			return i, nil
		}
		if whole, err := c.file(p, f.Name, content); err != nil || !whole {
			return -1, err
		}
		c.delivered[f.Name] = f.ID
	}
	if !p.state.CompareAndSwap(parcelWaits, parcelSent) {
		return -1, nil
	}
	p.frame.Seq = 0
	return -1, c.frame(p.frame)
}

// file sends a file; whole is false if the parcel was recalled meanwhile.
func (c *courier) file(p *parcel, name string, content []byte) (whole bool, err error) {
	pieces, err := sandbox.FilePieces(name, content)
	if err != nil {
		return false, err
	}
	delete(c.delivered, name)
	for f := range pieces {
		if p.recalled() {
			return false, nil
		}
		if err := c.frame(f); err != nil {
			return false, err
		}
	}
	return true, nil
}

// frame sends a frame, however long it takes: what becomes of a guest that does
// not read it is the session's to say, and half a frame would end it first.
func (c *courier) frame(f labproto.Frame) error {
	sent := make(chan error, 1)
	c.hub.work.Go(func() { sent <- c.machine.Send(c.ctx, f) })
	// It is sent before its waiting is measured, which takes a quarter of a
	// millisecond.
	runtime.Gosched()
	had := beginPatience(c.machine)
	late := time.NewTimer(min(c.hub.silentLimit, c.hub.guestLimit))
	defer late.Stop()
	for {
		select {
		case err := <-sent:
			c.stuck.Store(false)
			return err
		case <-late.C:
		}
		if left := had.left(c.hub.silentLimit, c.hub.guestLimit); left > 0 {
			late.Reset(left)
			continue
		}
		c.stuck.Store(true)
		select {
		case c.unread <- struct{}{}:
		default:
		}
	}
}
