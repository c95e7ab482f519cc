// SPDX-License-Identifier: Apache-2.0

package supervisor

import (
	"errors"
	"fmt"
	"io"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

// port is the byte stream to the host: a virtio-serial port, a tty, a socket.
type port struct {
	in, out int
	buf     []byte // received, no whole frame yet
	send    []byte
	chunk   [32 << 10]byte
}

// errGone says that there is no host at the other end.
var errGone = fmt.Errorf("the host went away: %w", io.EOF)

// read takes what is there and calls f for each whole frame. errGone is a host
// that went away; any error of labproto's means that the stream is out of step.
func (p *port) read(f func(labproto.Frame)) error {
	n, err := unix.Read(p.in, p.chunk[:])
	switch {
	case errors.Is(err, unix.EAGAIN), errors.Is(err, unix.EINTR):
		return nil
	case errors.Is(err, unix.EIO): // a tty whose other end is closed
		return errGone
	case err != nil:
		return err
	case n == 0:
		return errGone
	}
	p.buf = append(p.buf, p.chunk[:n]...)
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

// forget drops what was half received or half sent: the next host begins with a
// whole frame, and so does what it is told.
func (p *port) forget() { p.buf, p.send = nil, nil }

// flush sends everything queued, waiting for a host that reads slowly. errGone
// is one that went away.
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
			if fds[0].Revents&unix.POLLOUT == 0 && fds[0].Revents&(unix.POLLHUP|unix.POLLERR) != 0 {
				return errGone
			}
		case errors.Is(err, unix.EPIPE), errors.Is(err, unix.EIO):
			return errGone
		case err != nil:
			return err
		default:
			rest = rest[n:]
		}
	}
	p.send = p.send[:0]
	return nil
}
