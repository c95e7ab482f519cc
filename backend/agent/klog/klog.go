// SPDX-License-Identifier: Apache-2.0

// Package klog reads the kernel log record by record from /dev/kmsg
// (Documentation/ABI/testing/dev-kmsg of the kernel):
//
//	"6,339,5140900,-;netlink_test: received 5 bytes\n KEY=value\n"
//	 |  |   |         `- the text, to the newline
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
	fd  int
	buf [recordSize]byte
}

// Open opens the log; fromNow leaves out what is in it already.
func Open(fromNow bool) (*Reader, error) {
	fd, err := unix.Open("/dev/kmsg", unix.O_RDONLY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	if fromNow {
		if _, err := unix.Seek(fd, 0, unix.SEEK_END); err != nil {
			unix.Close(fd)
			return nil, err
		}
	}
	return &Reader{fd: fd}, nil
}

// FD is the descriptor, readable when there is a record.
func (r *Reader) FD() int { return r.fd }

// Close closes the log.
func (r *Reader) Close() error { return unix.Close(r.fd) }

// Drain calls f for each record there is now. lost says that the kernel has
// overwritten records before they were read.
func (r *Reader) Drain(f func(Record)) (lost bool, err error) {
	for {
		n, err := unix.Read(r.fd, r.buf[:])
		switch {
		case errors.Is(err, unix.EAGAIN):
			return lost, nil
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EPIPE):
			lost = true
		case err != nil:
			return lost, err
		default:
			if rec, ok := Parse(r.buf[:n]); ok {
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
	line := string(text)
	if !utf8.ValidString(line) {
		line = strings.ToValidUTF8(line, "\uFFFD")
	}
	return Record{Seq: seq, Nanos: micros * 1000, Level: int(prio & 7), Text: line}, true
}
