// SPDX-License-Identifier: Apache-2.0

package xray

import (
	"bytes"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// readBytes bounds what is taken of a trace at once, in bytes of text.
const readBytes = 1 << 20

// lines reads a trace's text, line by line, as far as there is some.
type lines struct {
	fd   int
	rest []byte // a line that is not whole yet
}

// noLines is a trace that has not been opened, and has nothing to read.
func noLines() lines { return lines{fd: -1} }

// openLines opens the trace of an instance, or with "" the one at the top.
func openLines(instance string) (lines, error) {
	fd, err := unix.Open(filepath.Join(folder, instance, "trace_pipe"), unix.O_RDONLY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return noLines(), err
	}
	return lines{fd: fd}, nil
}

// each calls line for the lines that there are now, without their ends. One that
// is longer than any of the tracer's is dropped.
func (l *lines) each(line func(string)) {
	var chunk [16 << 10]byte
	for taken := 0; taken < readBytes; {
		n, err := unix.Read(l.fd, chunk[:])
		if err == unix.EINTR {
			continue
		}
		if err != nil || n <= 0 {
			return
		}
		taken += n
		l.rest = append(l.rest, chunk[:n]...)
		for {
			whole, rest, ok := bytes.Cut(l.rest, []byte{'\n'})
			if !ok {
				break
			}
			l.rest = rest
			line(string(whole))
		}
		if len(l.rest) > maxLine {
			l.rest = nil
		}
	}
}

func (l *lines) close() {
	if l.fd >= 0 {
		unix.Close(l.fd)
		l.fd = -1
	}
}
