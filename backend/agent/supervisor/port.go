// SPDX-License-Identifier: Apache-2.0

package supervisor

import (
	"errors"
	"io"
	"time"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

// port is the byte stream to the host: a virtio-serial port, a tty, a socket.
type port struct {
	in, out int
	buf     []byte // received, no whole frame yet
	send    []byte
}

// read takes what is there and calls f for each whole frame. io.EOF is a host
// that went away; any error of labproto's means that the stream is out of step.
func (p *port) read(f func(labproto.Frame)) error {
	var chunk [32 << 10]byte
	n, err := unix.Read(p.in, chunk[:])
	switch {
	case errors.Is(err, unix.EAGAIN), errors.Is(err, unix.EINTR):
		return nil
	case err != nil:
		return err
	case n == 0:
		return io.EOF
	}
	p.buf = append(p.buf, chunk[:n]...)
	for len(p.buf) >= labproto.HeaderSize {
		size := labproto.HeaderSize + int(uint32(p.buf[0])|uint32(p.buf[1])<<8|uint32(p.buf[2])<<16|uint32(p.buf[3])<<24)
		if size > labproto.HeaderSize+labproto.MaxPayload {
			p.buf = nil
			return labproto.ErrFrameSize
		}
		if len(p.buf) < size {
			return nil
		}
		frame, err := labproto.ParseFrame(p.buf[:size])
		if err != nil {
			p.buf = nil
			return err
		}
		frame.Payload = append([]byte(nil), frame.Payload...)
		p.buf = append(p.buf[:0], p.buf[size:]...)
		f(frame)
	}
	return nil
}

// queue adds a frame to what the next flush sends.
func (p *port) queue(t labproto.FrameType, payload []byte) {
	p.send = labproto.AppendFrame(p.send, labproto.Frame{Type: t, Payload: payload})
}

// flush sends everything queued, waiting for a host that reads slowly.
func (p *port) flush() error {
	rest := p.send
	for len(rest) > 0 {
		n, err := unix.Write(p.out, rest)
		switch {
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EAGAIN):
			fds := []unix.PollFd{{Fd: int32(p.out), Events: unix.POLLOUT}}
			if _, err := unix.Poll(fds, -1); err != nil && !errors.Is(err, unix.EINTR) {
				return err
			}
			if fds[0].Revents&unix.POLLOUT == 0 && fds[0].Revents&unix.POLLHUP != 0 {
				time.Sleep(hangupPause) // no host: poll(2) returns at once
			}
		case err != nil:
			p.send = p.send[:0]
			return err
		default:
			rest = rest[n:]
		}
	}
	p.send = p.send[:0]
	return nil
}
