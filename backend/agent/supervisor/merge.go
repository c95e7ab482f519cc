// SPDX-License-Identifier: Apache-2.0

package supervisor

import (
	"encoding/binary"
	"slices"

	"golang.org/x/sys/unix"

	"netlinklab/backend/agent/worker"
	"netlinklab/wasm/labproto"
)

// sweepBytes bounds what one sweep takes from the workers, so that a run that
// floods cannot keep the host waiting, nor fill the memory.
const sweepBytes = 1 << 20

// heard is something a worker had to say, not told yet.
type heard struct {
	kind  byte
	event labproto.Event
	time  uint64 // when it was noted; what has no time of its own is told at once
	line  uint64 // RecordLog: the log goes up to the line of this number
	step  uint32 // RecordDone: the step's position
}

// recordLost stands for the end of a worker's process.
const recordLost = 0

// sweep takes everything there is to hear, each actor's in its order, and reads
// the log before: whoever made the kernel print a line has told before that its
// call begins, so once the line is read that beginning can be read too. It goes
// on until no actor has anything, for the same reason: what one actor saw of
// another's call comes after that call's beginning.
func (r *run) sweep() (streams [][]heard) {
	streams = make([][]heard, len(r.actors))
	r.lines.read()
	for size, more := 0, true; more && size < sweepBytes; {
		more = false
		for i, a := range r.actors {
			if a.process == nil || a.lost {
				continue
			}
			n, _, err := unix.Recvfrom(a.process.fd, r.msg, unix.MSG_DONTWAIT)
			switch {
			case err == unix.EAGAIN || err == unix.EINTR:
				continue
			case err != nil || n == 0:
				a.lost = true
				streams[i] = append(streams[i], heard{kind: recordLost, time: monotonic()})
				continue
			}
			more, size = true, size+n
			streams[i] = appendHeard(streams[i], r.msg[:n])
		}
	}
	r.rays.read()
	return streams
}

// appendHeard reads a worker's message.
func appendHeard(stream []heard, msg []byte) []heard {
	for {
		kind, content, rest, ok := worker.NextRecord(msg)
		if !ok {
			return stream
		}
		if h, ok := parseHeard(kind, content); ok {
			stream = append(stream, h)
		}
		msg = rest
	}
}

func parseHeard(kind byte, b []byte) (h heard, ok bool) {
	h.kind = kind
	switch {
	case kind == worker.RecordEvent:
		var err error
		h.event, err = labproto.ParseEvent(b)
		h.time = h.event.Time
		return h, err == nil
	case kind == worker.RecordLog:
		h.line, h.time, ok = worker.ParseLog(b)
		return h, ok
	case kind == worker.RecordDone && len(b) == 4:
		h.step = binary.LittleEndian.Uint32(b)
		return h, true
	}
	return h, false
}

// heads says when the next thing happened that an actor has to say.
func (r *run) heads(streams [][]heard) func(*actor) (uint64, bool) {
	return func(a *actor) (uint64, bool) {
		i := slices.Index(r.actors, a)
		if i < 0 || len(streams[i]) == 0 {
			return 0, false
		}
		return streams[i][0].time, true
	}
}

// merge tells what was heard: each stream in its order, between streams the
// earlier first, a log line that no actor claims when it was read.
func (r *run) merge(streams [][]heard) {
	for r.end == "" {
		first, earliest := -1, r.lines.time()
		for i, s := range streams {
			if len(s) > 0 && s[0].time <= earliest {
				first, earliest = i, s[0].time
			}
		}
		if k, time := r.rays.first(r.heads(streams)); k != nil && time < earliest {
			r.rays.tell(k, time)
			continue
		}
		if first < 0 {
			if !r.tellLine() {
				return
			}
			continue
		}
		h := streams[first][0]
		streams[first] = streams[first][1:]
		r.record(r.actors[first], h)
	}
}
