// SPDX-License-Identifier: Apache-2.0

// Package klog reads the kernel log record by record from /dev/kmsg
// (Documentation/ABI/testing/dev-kmsg of the kernel):
//
//	"6,339,5140900,-;netlink_test: received 5 bytes\n KEY=value\n"
//	 |  |   |         `- the text, to the newline; a byte that is no printable
//	 |  |   |            ASCII, and a backslash, is written as \xNN
//	 |  |   `- µs since boot
//	 |  `- sequence number, no two records have the same
//	 `- priority: level in the low three bits, facility above
package klog

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/sys/unix"
)

// Record is one line of the kernel log.
type Record struct {
	Seq uint64
	// Nanos is the kernel's time stamp, in nanoseconds since boot.
	Nanos uint64
	// Level is the severity, 0 (emergency) to 7 (debug).
	Level int
	Text  string
}

// recordSize is the longest record that the kernel hands out, in bytes
// (PRINTK_MESSAGE_MAX in kernel/printk/internal.h).
const recordSize = 8192

// Reader reads the log without blocking.
type Reader struct {
	fd   int
	next uint64 // after the last record read
	buf  [recordSize]byte
}

// Open opens the log; fromNow leaves out what is in it already.
func Open(fromNow bool) (*Reader, error) {
	fd, err := unix.Open("/dev/kmsg", unix.O_RDONLY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	r := &Reader{fd: fd}
	if fromNow {
		if err := r.SkipAll(); err != nil {
			unix.Close(fd)
			return nil, err
		}
	}
	return r, nil
}

// SkipAll leaves out what is in the log now.
func (r *Reader) SkipAll() error {
	_, err := unix.Seek(r.fd, 0, unix.SEEK_END)
	return err
}

// Inherit reads on where the process that opened fd stopped.
func Inherit(fd int) *Reader { return &Reader{fd: fd} }

// FD is the descriptor, readable when there is a record.
func (r *Reader) FD() int { return r.fd }

// Next is the sequence number after the last record read. It is 0 as long as
// none has been, and no record's that anyone has to wait for.
func (r *Reader) Next() uint64 { return r.next }

// Close closes the log.
func (r *Reader) Close() error { return unix.Close(r.fd) }

// Drain calls f for each record there is now. Records that the kernel has
// overwritten before they were read leave a gap in the sequence numbers.
func (r *Reader) Drain(f func(Record)) error {
	for {
		n, err := unix.Read(r.fd, r.buf[:])
		switch {
		case errors.Is(err, unix.EAGAIN):
			return nil
		case errors.Is(err, unix.EINTR), errors.Is(err, unix.EPIPE): // EPIPE: some were overwritten
		case err != nil:
			return err
		default:
			if rec, ok := Parse(r.buf[:n]); ok {
				r.next = rec.Seq + 1
				f(rec)
			}
		}
	}
}

// Parse reads one record.
func Parse(b []byte) (Record, bool) {
	head, text, ok := bytes.Cut(b, []byte{';'})
	if !ok {
		return Record{}, false
	}
	f := strings.SplitN(string(head), ",", 4)
	if len(f) < 3 {
		return Record{}, false
	}
	prio, err1 := strconv.ParseUint(f[0], 10, 32)
	seq, err2 := strconv.ParseUint(f[1], 10, 64)
	micros, err3 := strconv.ParseUint(f[2], 10, 64)
	if err1 != nil || err2 != nil || err3 != nil {
		return Record{}, false
	}
	text, _, _ = bytes.Cut(text, []byte{'\n'})
	line := string(unescape(text))
	if !utf8.ValidString(line) {
		line = strings.ToValidUTF8(line, "\uFFFD")
	}
	return Record{Seq: seq, Nanos: micros * 1000, Level: int(prio & 7), Text: line}, true
}

// unescape undoes what the device does to a text (append_char in
// kernel/printk/printk.c), once: what was a backslash there stays one.
func unescape(b []byte) []byte {
	if bytes.IndexByte(b, '\\') < 0 {
		return b
	}
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		if len(b) >= 4 && b[0] == '\\' && b[1] == 'x' {
			if n, err := strconv.ParseUint(string(b[2:4]), 16, 8); err == nil {
				out, b = append(out, byte(n)), b[4:]
				continue
			}
		}
		out, b = append(out, b[0]), b[1:]
	}
	return out
}
