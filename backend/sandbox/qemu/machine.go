// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"netlinklab/backend/sandbox"
	"netlinklab/wasm/labproto"
)

const (
	// hangupLimit is how long a process may live whose agent port is closed: one
	// that dies closes it a moment before.
	hangupLimit = 2 * time.Second
	// lastWordsLimit is how long the console of a process that is gone may stay
	// open: it is closed with the process, unless something inherited it.
	lastWordsLimit = 2 * time.Second
)

// machine is a running QEMU. Three goroutines belong to it: one waits for the
// process, and two read its console and its frames to their ends, which come
// with the process's; a clone that is awake has one more, which sets its
// priority. What the guest said before it died can still be read afterwards;
// Close is what throws it away.
type machine struct {
	cmd     *exec.Cmd
	agent   net.Conn
	console *os.File
	monitor net.Conn
	qmp     *qmp
	tail    ring // the console's end
	errors  ring // QEMU's own messages
	info    sandbox.Info

	frames chan labproto.Frame
	reader sync.WaitGroup // of the frames, and the watcher
	said   chan struct{}  // closed when the console has been read
	done   chan struct{}
	mode                 // how it was started
	awake  chan struct{} // closed when a clone's guest has said its first word, or will not
	sendMu sync.Mutex
	dying  atomic.Bool // its kernel has been told to say its last words
	// rehearsing says that the processor time it uses is not its learner's.
	rehearsing atomic.Bool

	mu     sync.Mutex
	closed bool // Close was called
	bad    error
	ending sandbox.Ending
	kill   chan struct{} // closed when nobody wants its frames any more
}

// launch starts QEMU with descriptors 3, 4 and 5 and whatever extra ones, and
// its pumps. The caller owns the extra files.
func launch(s *starter, cmd *exec.Cmd, extra ...*os.File) (*machine, error) {
	m := &machine{cmd: cmd, frames: make(chan labproto.Frame, 16), said: make(chan struct{}), done: make(chan struct{}), awake: make(chan struct{}), kill: make(chan struct{})}
	var theirs []*os.File
	defer func() {
		for _, f := range theirs {
			f.Close()
		}
	}()
	for _, conn := range []*net.Conn{&m.monitor, &m.agent} {
		ours, other, err := socketPair()
		if err != nil {
			m.closeConns()
			return nil, err
		}
		*conn = ours
		theirs = append(theirs, other)
	}
	console, other, err := consolePipe()
	if err != nil {
		m.closeConns()
		return nil, err
	}
	m.console = console
	theirs = append(theirs, other)
	cmd.ExtraFiles = append(append([]*os.File{}, theirs...), extra...)
	cmd.Stderr = &m.errors
	cmd.WaitDelay = time.Second
	if err := s.start(cmd); err != nil {
		m.closeConns()
		return nil, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	m.reader.Add(1)
	go m.readFrames()
	go m.readConsole()
	go m.wait()
	return m, nil
}

func (m *machine) closeConns() {
	for _, c := range []net.Conn{m.monitor, m.agent} {
		if c != nil {
			c.Close()
		}
	}
	if m.console != nil {
		m.console.Close()
	}
}

// consolePipe is a pipe, and one that holds a whole console's text: the kernel
// writes 16 bytes at a time, a socket counts each of them as hundreds, and QEMU
// throws away what a console's reader does not take at once.
func consolePipe() (ours, theirs *os.File, err error) {
	ours, theirs, err = os.Pipe()
	if err != nil {
		return nil, nil, fmt.Errorf("pipe for the console: %w", err)
	}
	// A smaller one, where the system allows no more, loses lines at worst.
	_, _ = unix.FcntlInt(theirs.Fd(), unix.F_SETPIPE_SZ, 4*consoleBytes)
	return ours, theirs, nil
}

// socketPair gives one end as a connection and the other as a file for a child.
func socketPair() (net.Conn, *os.File, error) {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("socket pair: %w", err)
	}
	ours, theirs := os.NewFile(uintptr(pair[0]), "host"), os.NewFile(uintptr(pair[1]), "machine")
	defer ours.Close() // FileConn duplicates it
	conn, err := net.FileConn(ours)
	if err != nil {
		theirs.Close()
		return nil, nil, err
	}
	return conn, theirs, nil
}

func (m *machine) readFrames() {
	defer m.reader.Done()
	defer close(m.frames)
	defer m.agent.Close()
	r := labproto.NewReader(bufio.NewReaderSize(m.agent, 32<<10))
	for {
		f, err := r.ReadFrame()
		if err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, unix.ECONNRESET) {
				m.hangup()
			} else {
				m.end(fmt.Errorf("the guest sent garbage: %w", err))
			}
			return
		}
		select {
		case m.frames <- f:
		case <-m.kill:
			return
		}
	}
}

// hangup sees to it that a process does not outlive its port.
func (m *machine) hangup() {
	t := time.NewTimer(hangupLimit)
	defer t.Stop()
	select {
	case <-m.done:
	case <-m.kill:
	case <-t.C:
		m.end(errors.New("the guest's port was closed"))
	}
}

func (m *machine) readConsole() {
	defer close(m.said)
	defer m.console.Close()
	_, _ = io.Copy(&m.tail, m.console) // it ends with the machine
}

// end kills the machine. bad is what the guest did wrong, nil for Close.
func (m *machine) end(bad error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return
	}
	if bad == nil {
		m.closed = true
		close(m.kill)
	}
	if m.bad == nil {
		m.bad = bad
	}
	_ = m.cmd.Process.Kill() // and wait ends the others
}

// wait settles how the machine ended once its process is gone.
func (m *machine) wait() {
	// bubblewrap's own death would take QEMU along only after it has asked the
	// kernel for that. The group's number stays its own until its leader is waited
	// for.
	pid := m.cmd.Process.Pid
	for unix.Waitid(unix.P_PID, pid, nil, unix.WEXITED|unix.WNOWAIT, nil) == unix.EINTR {
	}
	_ = unix.Kill(-pid, unix.SIGKILL) // there may be nobody left
	_ = m.cmd.Wait()                  // how it ended is in ProcessState
	m.mu.Lock()
	closed, bad := m.closed, m.bad
	m.mu.Unlock()
	// The peer's end is closed with the process, so the console's reader comes
	// to its end by itself, with everything the kernel said.
	t := time.AfterFunc(lastWordsLimit, func() { m.console.Close() })
	<-m.said
	t.Stop()
	m.monitor.Close()

	e := sandbox.Ending{Cause: sandbox.CauseDied}
	report, panicked := oops(m.tail.text())
	switch {
	case bad != nil:
		e = sandbox.Ending{Cause: sandbox.CauseGarbage, Text: bad.Error()}
	case closed:
		e.Cause = sandbox.CauseClosed
	case panicked:
		e = sandbox.Ending{Cause: sandbox.CausePanic, Text: report}
	default:
		e.Text = fmt.Sprintf("QEMU ended (%v)\n%s\nconsole:\n%s\ncommand:\n%s", m.cmd.ProcessState,
			lastLines(m.errors.text(), 10), lastLines(m.tail.text(), 20), shellLine(m.cmd.Args))
	}
	m.mu.Lock()
	m.ending = e
	m.mu.Unlock()
	close(m.done)
}

// Send implements sandbox.Machine.
func (m *machine) Send(ctx context.Context, f labproto.Frame) error {
	m.sendMu.Lock()
	defer m.sendMu.Unlock()
	n, err := writeUntil(ctx, m.agent, labproto.AppendFrame(nil, f))
	switch {
	case err == nil:
		return nil
	case ctx.Err() == nil:
		return sandbox.ErrEnded
	case n > 0:
		// A part of the frame is on its way: the stream is of no use now.
		m.end(errors.New("a frame could not be sent whole: the guest does not read"))
	}
	return ctx.Err()
}

// writeUntil writes until ctx ends, and leaves conn without a deadline.
func writeUntil(ctx context.Context, conn net.Conn, b []byte) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	late := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		_ = conn.SetWriteDeadline(time.Unix(1, 0))
		close(late)
	})
	n, err := conn.Write(b)
	if !stop() {
		<-late
		_ = conn.SetWriteDeadline(time.Time{})
	}
	return n, err
}

// Frames implements sandbox.Machine.
func (m *machine) Frames() <-chan labproto.Frame { return m.frames }

// Done implements sandbox.Machine.
func (m *machine) Done() <-chan struct{} { return m.done }

// Ending implements sandbox.Machine.
func (m *machine) Ending() sandbox.Ending {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.ending
}

// Info implements sandbox.Machine.
func (m *machine) Info() sandbox.Info { return m.info }

// Close implements sandbox.Machine.
func (m *machine) Close() error {
	m.end(nil)
	<-m.done
	m.reader.Wait()
	return nil
}

// first waits for a frame of one type, passing over none.
func (m *machine) first(ctx context.Context, want labproto.FrameType) (labproto.Frame, error) {
	select {
	case f, ok := <-m.frames:
		if !ok {
			<-m.done
			return f, fmt.Errorf("the machine ended before its first word: %s", m.Ending().Text)
		}
		if f.Type != want {
			return f, fmt.Errorf("the guest's first word was %s, not %s", f.Type, want)
		}
		return f, nil
	case <-ctx.Done():
		return labproto.Frame{}, fmt.Errorf("the guest did not say its first word: %w\nconsole:\n%s", ctx.Err(), lastLines(m.tail.text(), 20))
	}
}
