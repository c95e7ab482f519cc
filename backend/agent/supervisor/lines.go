// SPDX-License-Identifier: Apache-2.0

package supervisor

import (
	"math"
	"strconv"

	"netlinklab/backend/agent/klog"
	"netlinklab/backend/agent/worker"
	"netlinklab/wasm/labproto"
)

// lines is the kernel log of a run: read here, and told as far as an actor says
// that it was there when a call of its came back.
type lines struct {
	log   *klog.Reader // nil where there is no log to read
	wait  []line       // read and not told
	next  uint64       // sequence number of the line to tell next
	told  int          // lines told
	stamp uint64       // time of the last one told
}

type line struct {
	klog.Record
	read uint64 // when, by CLOCK_MONOTONIC
}

// read takes the lines there are now.
func (l *lines) read() {
	if l.log == nil {
		return
	}
	_ = l.log.Drain(func(rec klog.Record) {
		// What is past the last line that a run tells is counted, not kept.
		if l.told+len(l.wait) < maxLogLines {
			l.wait = append(l.wait, line{rec, monotonic()})
		}
	})
}

// time is when the first waiting line was read; without one it never was.
func (l *lines) time() uint64 {
	if len(l.wait) == 0 {
		return math.MaxUint64
	}
	return l.wait[0].read
}

// tellLines tells the log up to a line that was there at a time.
func (r *run) tellLines(seq, time uint64) {
	l := &r.lines
	if l.log != nil && l.log.Next() <= seq {
		l.read()
	}
	for len(l.wait) > 0 && l.wait[0].Seq <= seq {
		l.wait[0].read = time
		r.tellLine()
	}
}

// tellLine tells the first waiting line, and before it how many the kernel has
// overwritten before they were read.
func (r *run) tellLine() bool {
	l := &r.lines
	if len(l.wait) == 0 {
		return false
	}
	w := l.wait[0]
	l.wait = l.wait[1:]
	if lost := w.Seq - l.next; l.next != 0 && w.Seq > l.next {
		r.tell(labproto.Event{Kind: labproto.KindNote, Lane: labproto.LaneLog, Step: -1, Name: "log-lost",
			Text: strconv.FormatUint(lost, 10) + " lines of the kernel log were overwritten before they could be read"})
	}
	l.next = w.Seq + 1
	if l.told++; l.told == maxLogLines {
		r.tell(labproto.Event{Kind: labproto.KindNote, Lane: labproto.LaneLog, Step: -1, Name: "log-cut",
			Text: "the kernel log of this run goes on; no more of it is told"})
		return true
	}
	e := worker.LogEvent(w.Record)
	e.Text = e.Text[:min(len(e.Text), labproto.MaxText)]
	// The log's clock runs beside the monotonic one. A line is not later than
	// the call that it was seen after, nor earlier than the line before it.
	e.Time = max(min(e.Time, w.read), l.stamp)
	l.stamp = e.Time
	r.tell(e)
	return true
}
