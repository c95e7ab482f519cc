// SPDX-License-Identifier: Apache-2.0

package supervisor

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"netlinklab/backend/agent/klog"
	"netlinklab/backend/agent/worker"
	"netlinklab/wasm/labproto"
)

// sweepBytes bounds what one sweep takes from the workers, so that a run that
// floods cannot keep the host waiting, nor fill the memory.
const sweepBytes = 1 << 20

// heard is something a worker, or the log, had to say, not told yet.
type heard struct {
	kind  byte
	event labproto.Event
	time  uint64 // when it was noted; what has no time of its own is told at once
	line  uint64 // RecordLog: the line's kmsg sequence number
	step  uint32 // RecordDone: the step's position
}

// recordLost stands for the end of a worker's process.
const recordLost = 0

// sweep takes everything there is to hear, each actor's in its order, and the
// log's before them: whoever made the kernel print a line has told before that
// its call begins, so once the line is read that beginning can be read too. It
// goes on until no actor has anything, for the same reason: what one actor saw
// of another's call comes after that call's beginning.
func (r *run) sweep() (streams [][]heard) {
	streams = make([][]heard, len(r.actors)+1)
	if r.s.log != nil {
		_, _ = r.s.log.Drain(func(rec klog.Record) {
			streams[len(r.actors)] = append(streams[len(r.actors)],
				heard{kind: worker.RecordLog, event: worker.LogEvent(rec), time: monotonic(), line: rec.Seq})
		})
	}
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
			worker.Records(r.msg[:n], func(kind byte, b []byte) {
				if h, ok := parseHeard(kind, b); ok {
					streams[i] = append(streams[i], h)
				}
			})
		}
	}
	return streams
}

func parseHeard(kind byte, b []byte) (h heard, ok bool) {
	h.kind = kind
	var err error
	switch {
	case kind == worker.RecordEvent:
		h.event, err = labproto.ParseEvent(b)
		h.time = h.event.Time
	case kind == worker.RecordLog && len(b) >= 16:
		h.line, h.time = binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
		h.event, err = labproto.ParseEvent(b[16:])
	case kind == worker.RecordDone && len(b) == 4:
		h.step = binary.LittleEndian.Uint32(b)
	default:
		return h, false
	}
	return h, err == nil
}

// merge tells what was heard: each stream in its order, between streams the
// earlier first.
func (r *run) merge(streams [][]heard) {
	for r.end == "" {
		first := -1
		for i, s := range streams {
			if len(s) > 0 && (first < 0 || s[0].time < streams[first][0].time) {
				first = i
			}
		}
		if first < 0 {
			return
		}
		h := streams[first][0]
		streams[first] = streams[first][1:]
		if first == len(r.actors) {
			r.logLine(h.line, h.event)
			continue
		}
		r.record(r.actors[first], h)
	}
}
