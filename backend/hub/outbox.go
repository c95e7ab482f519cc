// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"sync"

	"netlinklab/wasm/labproto"
)

// outbox numbers the frames for a page and keeps the last ones, so that a page
// that lost its connection can go on where it was.
type outbox struct {
	mu     sync.Mutex
	frames [][]byte // whole frames, the first one numbered first
	first  uint32
	bytes  int
	reader *conn  // the connection that may take frames
	sent   uint32 // the last number handed to it
	over   bool   // frames were lost for want of room: the page is too slow
	wake   chan struct{}
}

func newOutbox() *outbox { return &outbox{first: 1, wake: make(chan struct{}, 1)} }

// add numbers a frame and keeps it. Old frames make room once they have been
// sent; false means that there was no room, and that the session is over.
func (o *outbox) add(t labproto.FrameType, payload []byte) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.over {
		return false
	}
	f := labproto.AppendFrame(nil, labproto.Frame{Type: t, Seq: o.first + uint32(len(o.frames)), Payload: payload})
	for o.bytes+len(f) > outboxBytes && len(o.frames) > 0 && o.first <= o.sent {
		o.bytes -= len(o.frames[0])
		o.frames = o.frames[1:]
		o.first++
	}
	if o.bytes+len(f) > outboxBytes {
		o.over = true
		o.signal()
		return false
	}
	o.frames = append(o.frames, f)
	o.bytes += len(f)
	o.signal()
	return true
}

func (o *outbox) signal() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// resume makes c the reader, from the frame after a number on. It is false if
// frames after it are no longer kept, or were never made.
func (o *outbox) resume(c *conn, last uint32) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if last+1 < o.first || last+1 > o.first+uint32(len(o.frames)) {
		return false
	}
	o.reader, o.sent = c, last
	o.signal()
	return true
}

// take gives what the reader has not had yet. Another connection, which has
// been replaced, gets nothing.
func (o *outbox) take(c *conn) (frames [][]byte, over bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.reader != c {
		return nil, false
	}
	frames = o.frames[o.sent+1-o.first:]
	o.sent += uint32(len(frames))
	return frames, o.over
}
