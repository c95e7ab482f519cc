// SPDX-License-Identifier: Apache-2.0

package labproto

import (
	"errors"
	"io"
)

// FrameType says what a frame's payload is.
type FrameType uint8

// Frame types. Wire numbers never change.
const (
	FrameHello   FrameType = 1  // page → hub: Hello
	FrameWelcome FrameType = 2  // hub → page: Welcome
	FrameStatus  FrameType = 3  // hub → page: Status
	FrameRun     FrameType = 4  // page → hub → guest: Run
	FrameStop    FrameType = 5  // page → hub → guest: no payload; ends the run
	FrameReset   FrameType = 6  // page → hub: no payload; a new machine
	FrameEvent   FrameType = 7  // guest → hub → page: Event
	FrameRefused FrameType = 8  // guest → hub → page, hub → page: Refused
	FrameReady   FrameType = 9  // guest → host: Ready
	FrameClock   FrameType = 10 // host → guest: Clock
	FramePing    FrameType = 11 // any: up to MaxPing opaque bytes
	FramePong    FrameType = 12 // any: the ping's bytes
	FrameFile    FrameType = 13 // host → guest: File
	FrameInput   FrameType = 14 // page → hub → guest: Input
)

// MaxPing is the most bytes that a ping may carry.
const MaxPing = 64

var frameNames = [...]string{
	FrameHello: "hello", FrameWelcome: "welcome", FrameStatus: "status", FrameRun: "run",
	FrameStop: "stop", FrameReset: "reset", FrameEvent: "event", FrameRefused: "refused",
	FrameReady: "ready", FrameClock: "clock", FramePing: "ping", FramePong: "pong",
	FrameFile: "file", FrameInput: "input",
}

// String gives the type's name, or "" for an unknown one.
func (t FrameType) String() string {
	if int(t) < len(frameNames) {
		return frameNames[t]
	}
	return ""
}

// Frame is one message of the protocol.
type Frame struct {
	Type FrameType
	// Seq numbers what a hub sends to a page, from 1; 0 elsewhere.
	Seq     uint32
	Payload []byte
}

// What is wrong with a frame.
var (
	ErrFrameShort   = errors.New("frame is shorter than its header says")
	ErrFrameLong    = errors.New("frame is longer than its header says")
	ErrFrameSize    = errors.New("frame payload is over the limit of 262144 bytes")
	ErrFrameVersion = errors.New("frame has another protocol version")
	ErrFrameType    = errors.New("frame has an unknown type")
)

// AppendFrame appends f with its header to dst.
func AppendFrame(dst []byte, f Frame) []byte {
	dst = appendU32(dst, uint32(len(f.Payload)))
	dst = append(dst, byte(f.Type), Version, 0, 0)
	dst = appendU32(dst, f.Seq)
	return append(dst, f.Payload...)
}

// parseHeader reads the header in b, which holds at least HeaderSize bytes.
func parseHeader(b []byte) (f Frame, payload int, err error) {
	size := u32(b)
	f.Type = FrameType(b[4])
	f.Seq = u32(b[8:])
	switch {
	case size > MaxPayload:
		return f, 0, ErrFrameSize
	case b[5] != Version:
		return f, 0, ErrFrameVersion
	case f.Type.String() == "" || b[6]|b[7] != 0:
		return f, 0, ErrFrameType
	}
	return f, int(size), nil
}

// ParseFrame reads b, which must be exactly one frame. The payload is a part of
// b, not a copy.
func ParseFrame(b []byte) (Frame, error) {
	if len(b) < HeaderSize {
		return Frame{}, ErrFrameShort
	}
	f, size, err := parseHeader(b)
	if err != nil {
		return Frame{}, err
	}
	switch rest := b[HeaderSize:]; {
	case len(rest) < size:
		return Frame{}, ErrFrameShort
	case len(rest) > size:
		return Frame{}, ErrFrameLong
	default:
		f.Payload = rest
		return f, nil
	}
}

// Reader reads frames from a byte stream.
type Reader struct {
	r      io.Reader
	header [HeaderSize]byte
}

// NewReader returns a Reader on r. It reads header and payload separately;
// give it a buffered reader where reads are dear.
func NewReader(r io.Reader) *Reader { return &Reader{r: r} }

// ReadFrame reads the next frame; its payload is the caller's. io.EOF means the
// stream ended between frames, io.ErrUnexpectedEOF inside one. After any other
// error the stream is out of step and must be given up.
func (r *Reader) ReadFrame() (Frame, error) {
	if _, err := io.ReadFull(r.r, r.header[:]); err != nil {
		return Frame{}, err
	}
	f, size, err := parseHeader(r.header[:])
	if err != nil {
		return Frame{}, err
	}
	if size > 0 {
		f.Payload = make([]byte, size)
		if _, err := io.ReadFull(r.r, f.Payload); err != nil {
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return Frame{}, err
		}
	}
	return f, nil
}
