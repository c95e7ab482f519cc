// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"encoding/binary"

	"netlinklab/wasm/labproto"
)

// Record types. Numbers in records are little-endian.
const (
	recordStep  = 'S' // to the worker: uint32 position, then the step's wire form
	RecordEvent = 'E' // to the supervisor: an event without run, seq and lane
	RecordDone  = 'D' // to the supervisor: uint32 position of a finished step
	RecordName  = 'N' // to the worker: the actor's name
	RecordInput = 'I' // to the worker: uint32 position of a step, a byte 1 at the input's end, what is typed
	RecordLog   = 'L' // to the supervisor: uint64 kmsg sequence number, uint64 time

	// From a worker to its heir, which inherits the descriptors.
	recordSocket = 'F' // uint32 descriptor, uint32 its FD_CLOEXEC flag, the socket's name
	recordKmsg   = 'K' // uint32 descriptor of /dev/kmsg
	recordCalls  = 'C' // uint32 calls so far
	recordAgain  = 'A' // the actor's name
)

// MaxMessage bounds one message, in bytes: more than one event with all its
// data, less than a socket pair's default buffer.
const MaxMessage = 160 << 10

// recordHead is the size of a record's type and length, in bytes.
const recordHead = 5

// AppendRecord appends a record to a message.
func AppendRecord(dst []byte, kind byte, content []byte) []byte {
	n := len(content)
	dst = append(dst, kind, byte(n), byte(n>>8), byte(n>>16), byte(n>>24))
	return append(dst, content...)
}

// NextRecord takes the first record off a message; ok is false if there is no
// whole one.
func NextRecord(msg []byte) (kind byte, content, rest []byte, ok bool) {
	if len(msg) < recordHead {
		return 0, nil, nil, false
	}
	n := binary.LittleEndian.Uint32(msg[1:])
	if uint64(n) > uint64(len(msg)-recordHead) {
		return 0, nil, nil, false
	}
	end := recordHead + int(n)
	return msg[0], msg[recordHead:end], msg[end:], true
}

// AppendStep appends the record of one step, which stands at position in its
// program.
func AppendStep(dst []byte, position int, s labproto.Step) []byte {
	p := labproto.Program{Steps: []labproto.Step{s}}
	return AppendRecord(dst, recordStep, p.AppendPayload(binary.LittleEndian.AppendUint32(nil, uint32(position))))
}

func parseStep(content []byte) (position uint32, s labproto.Step, ok bool) {
	if len(content) < 4 {
		return 0, s, false
	}
	p, err := labproto.ParseProgram(content[4:])
	if err != nil || len(p.Steps) != 1 {
		return 0, s, false
	}
	return binary.LittleEndian.Uint32(content), p.Steps[0], true
}

// appendLog appends a RecordLog: everything in the kernel log up to the line
// numbered seq was there at a time, by CLOCK_MONOTONIC in nanoseconds.
func appendLog(dst []byte, seq, time uint64) []byte {
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:], seq)
	binary.LittleEndian.PutUint64(b[8:], time)
	return AppendRecord(dst, RecordLog, b[:])
}

// ParseLog reads the content of a RecordLog.
func ParseLog(content []byte) (seq, time uint64, ok bool) {
	if len(content) != 16 {
		return 0, 0, false
	}
	return binary.LittleEndian.Uint64(content), binary.LittleEndian.Uint64(content[8:]), true
}
