// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"encoding/binary"
	"io"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

// inputHead is the size of a RecordInput before the bytes: the step's position
// and whether the input ends.
const inputHead = 5

// AppendInput appends the record of what is typed into a step's program.
func AppendInput(dst []byte, in labproto.Input) []byte {
	b := binary.LittleEndian.AppendUint32(make([]byte, 0, inputHead+len(in.Data)), in.Step)
	if in.EOF {
		b = append(b, 1)
	} else {
		b = append(b, 0)
	}
	return AppendRecord(dst, RecordInput, append(b, in.Data...))
}

func parseInput(content []byte) (in labproto.Input, ok bool) {
	if len(content) < inputHead {
		return in, false
	}
	return labproto.Input{Step: binary.LittleEndian.Uint32(content), EOF: content[4] != 0, Data: content[inputHead:]}, true
}

// keyboard takes what is typed from the supervisor while a program runs: until
// its step is done nothing else comes from there.
type keyboard struct {
	fd   int
	step uint32
	buf  []byte
}

// FD implements tracer.Keyboard.
func (k *keyboard) FD() int { return k.fd }

// Take implements tracer.Keyboard. A message is one record.
func (k *keyboard) Take() ([]byte, bool, error) {
	for {
		n, _, err := unix.Recvfrom(k.fd, k.buf, unix.MSG_DONTWAIT)
		switch {
		case err == unix.EINTR:
			continue
		case err != nil:
			return nil, false, err
		case n == 0:
			return nil, false, io.EOF
		}
		kind, content, _, ok := NextRecord(k.buf[:n])
		if in, fits := parseInput(content); ok && kind == RecordInput && fits && in.Step == k.step {
			return in.Data, in.EOF, nil
		}
	}
}
