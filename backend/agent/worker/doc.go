// SPDX-License-Identifier: Apache-2.0

// Package worker is an actor: a process of its own that takes steps with raw
// system calls and tells each as events.
//
//	supervisor --- step 3, step 4 ------------> worker
//	supervisor <-- enter, return, sent, done 3, … worker
//
// Both ways go over one SOCK_SEQPACKET pair. A message holds records: a type
// byte, the length as four little-endian bytes, the content. The worker gathers
// records and sends them off before any call that may block and when it has
// nothing left to do, so that the usual run costs two messages and a blocked
// call still shows.
package worker

import (
	"encoding/binary"

	"netlinklab/wasm/labproto"
)

// Record types.
const (
	recordStep  = 'S' // to the worker: uint32 position, then the step's wire form
	RecordEvent = 'E' // to the supervisor: an event without run, seq and lane
	RecordDone  = 'D' // to the supervisor: uint32 position of a finished step
	RecordName  = 'N' // to the worker: the actor's name
	recordLog   = 'L' // to the supervisor: uint64 kmsg sequence number, uint64 time of reading, an event
)

// RecordLog is a kernel log line with its kmsg sequence number in front, by
// which the supervisor knows a line that it has seen.
const RecordLog = recordLog

// MaxMessage bounds one message, in bytes: more than one event with all its
// data, less than a socket pair's default buffer.
const MaxMessage = 160 << 10

// AppendRecord appends a record to a message.
func AppendRecord(dst []byte, kind byte, content []byte) []byte {
	n := len(content)
	dst = append(dst, kind, byte(n), byte(n>>8), byte(n>>16), byte(n>>24))
	return append(dst, content...)
}

// Records calls f for each whole record of a message.
func Records(msg []byte, f func(kind byte, content []byte)) {
	for len(msg) >= 5 {
		n := int(msg[1]) | int(msg[2])<<8 | int(msg[3])<<16 | int(msg[4])<<24
		if n < 0 || n > len(msg)-5 {
			return
		}
		f(msg[0], msg[5:5+n])
		msg = msg[5+n:]
	}
}

// AppendStep appends the record of one step, which stands at position in its
// program.
func AppendStep(dst []byte, position int, s labproto.Step) []byte {
	p := labproto.Program{Steps: []labproto.Step{s}}
	return AppendRecord(dst, recordStep, p.AppendPayload(binary.LittleEndian.AppendUint32(nil, uint32(position))))
}
