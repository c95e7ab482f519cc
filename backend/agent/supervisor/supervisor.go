// SPDX-License-Identifier: Apache-2.0

package supervisor

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"golang.org/x/sys/unix"

	"netlinklab/backend/agent/initd"
	"netlinklab/backend/agent/klog"
	"netlinklab/backend/agent/worker"
	"netlinklab/backend/agent/xray"
	"netlinklab/wasm/labproto"
)

// Options say what the supervisor works with.
type Options struct {
	// In and Out are the host's byte stream; they may be the same descriptor.
	In, Out int
	// Self is the path of the agent's binary, started again as the workers.
	Self string
	// Files is the folder for what the host sends, which programs are started
	// from; empty takes none.
	Files string
	// Guest is true when the machine is the agent's own: the clock may be set,
	// and no process of it comes before this one.
	Guest bool
	// Stay is true when a host that goes away is waited for.
	Stay bool
}

type supervisor struct {
	Options
	port      port
	log       *klog.Reader
	spare     []*process
	run       *run              // nil between runs
	short     bool              // no worker could be started; not tried again before the next run
	functions xray.Functions    // what is traced for runs that ask for it
	prepared  bool              // as far as it goes
	unkept    map[string]string // why files were not kept, by name
	littered  bool              // the last run had programs, which may have left processes behind
	msg       []byte            // room for what a worker has to say
	hello     []byte            // Ready's payload, made once: a clone's first word should cost little
}

// Serve answers the host until its stream ends, or for ever.
func Serve(o Options) error {
	s := &supervisor{Options: o, port: port{in: o.In, out: o.Out}, unkept: map[string]string{}, msg: make([]byte, worker.MaxMessage)}
	defer s.close()
	if log, err := klog.Open(false); err == nil {
		s.log = log // without it (no privilege) runs have no log lines
		// From the first line on, so that a missing one is known by its number.
		_ = log.Drain(func(klog.Record) {})
	}
	stock := spareWorkers
	if o.Guest {
		stock = templateWorkers
	}
	if err := s.stockUp(stock); err != nil {
		return err
	}
	if o.Guest {
		worker.BePatient()
		takePrecedence()
		s.ready()
	}
	for {
		err := s.port.flush()
		if err == nil {
			err = s.wait()
		}
		if errors.Is(err, errGone) && o.Stay {
			s.alone()
			err = nil
		}
		if err != nil {
			return err
		}
	}
}

// alone ends what the host that went away has begun, and leaves the port alone
// for a while.
func (s *supervisor) alone() {
	s.port.forget()
	if s.run != nil {
		s.run.rays.close()
		s.run.discard()
		s.run = nil
	}
	time.Sleep(hangupPause)
}

func (s *supervisor) close() {
	if s.run != nil {
		s.run.discard()
		s.run.rays.close()
	}
	for _, p := range s.spare {
		p.end()
	}
	if s.log != nil {
		s.log.Close()
	}
}

// wait waits for the next thing and does it.
func (s *supervisor) wait() error {
	fds := []unix.PollFd{{Fd: int32(s.In), Events: unix.POLLIN}}
	if s.log != nil && s.run != nil {
		fds = append(fds, unix.PollFd{Fd: int32(s.log.FD()), Events: unix.POLLIN})
	}
	timeout := -1
	if s.run != nil {
		timeout = s.run.millisLeft()
		for _, a := range s.run.actors {
			if a.process != nil {
				fds = append(fds, unix.PollFd{Fd: int32(a.process.fd), Events: unix.POLLIN})
			}
		}
	} else if len(s.spare) < spareWorkers && !s.short {
		timeout = 0
	} else if s.Guest && !s.prepared {
		timeout = prepareAfter
	}
	n, err := unix.Poll(fds, timeout)
	switch {
	case errors.Is(err, unix.EINTR):
		return nil
	case err != nil:
		return fmt.Errorf("poll: %w", err)
	case n == 0 && s.run == nil:
		if len(s.spare) >= spareWorkers || s.short {
			s.prepare()
			return nil
		}
		// Without a spare worker the next run starts its own, or says why not.
		s.short = s.spawnSpare() != nil
		return nil
	}
	if s.run != nil {
		s.run.collect()
		s.finish()
	}
	return s.hear(fds[0].Revents)
}

// prepare makes the guest ready for runs that want to see the kernel's functions,
// bit by bit, while the host wants nothing. A kernel that cannot trace shows when
// a run asks for it.
func (s *supervisor) prepare() {
	done, err := s.functions.Prepare()
	s.prepared = done || err != nil
}

// hear reads the host's port.
func (s *supervisor) hear(events int16) error {
	if events&(unix.POLLIN|unix.POLLHUP|unix.POLLERR) == 0 {
		return nil
	}
	err := errGone
	if events&unix.POLLIN != 0 || !s.Stay {
		err = s.port.read(s.frame)
	}
	var errno unix.Errno
	if err == nil || errors.Is(err, errGone) || errors.As(err, &errno) {
		return err
	}
	s.refuse(0, labproto.CodeFrame, "", err.Error())
	return nil
}

func (s *supervisor) frame(f labproto.Frame) {
	switch f.Type {
	case labproto.FramePing:
		s.port.queue(labproto.FramePong, f.Payload[:min(len(f.Payload), labproto.MaxPing)])
	case labproto.FrameClock:
		if c, err := labproto.ParseClock(f.Payload); err != nil {
			s.refuse(0, labproto.CodeFrame, "", err.Error())
		} else {
			s.clock(c)
			s.ready()
		}
	case labproto.FrameRun:
		s.start(f.Payload)
	case labproto.FrameFile:
		s.take(f.Payload)
	case labproto.FrameInput:
		s.input(f.Payload)
	case labproto.FrameStop:
		if s.run != nil {
			s.run.end = labproto.EndStopped
			s.finish()
		}
	default:
		s.refuse(0, labproto.CodeFrame, "", "a guest has no use for a frame of type "+f.Type.String())
	}
}

func (s *supervisor) refuse(run uint32, code, path, text string) {
	r := labproto.Refused{Run: run, Code: code, Path: path, Text: text}
	s.port.queue(labproto.FrameRefused, r.AppendPayload(nil))
}

func (s *supervisor) ready() {
	if s.hello == nil {
		r := labproto.Ready{Kernel: release(), Agent: agentName, Modules: initd.Loaded()}
		r.Modules = r.Modules[:min(len(r.Modules), 32)]
		s.hello = r.AppendPayload(nil)
	}
	s.port.queue(labproto.FrameReady, s.hello)
}

const agentName = "netlinklab-agent/1"

func release() string {
	var u unix.Utsname
	if err := unix.Uname(&u); err != nil {
		return ""
	}
	return unix.ByteSliceToString(u.Release[:])
}

// start begins a run, or refuses it with the reason.
func (s *supervisor) start(payload []byte) {
	r, err := labproto.ParseRun(payload)
	if err != nil {
		s.refuse(0, labproto.CodeFrame, "", err.Error())
		return
	}
	if s.run != nil {
		s.refuse(r.ID, labproto.CodeBusy, "", "a run is going on")
		return
	}
	if err := r.Program.Check(); err != nil {
		refusal := labproto.Refused{Run: r.ID, Code: labproto.CodeProgram, Text: err.Error()}
		var at *labproto.PathError
		if errors.As(err, &at) {
			refusal.Path, refusal.Text = at.Path, at.Text
		}
		s.port.queue(labproto.FrameRefused, refusal.AppendPayload(nil))
		return
	}
	for i, f := range r.Program.Files {
		if why, ok := s.unkept[f.Name]; ok {
			s.refuse(r.ID, labproto.CodeFile, "files["+strconv.Itoa(i)+"]", why)
			return
		}
	}
	s.tidy()
	s.run, s.short = newRun(s, r), false
	s.run.advance()
	s.finish()
}

// finish ends the run if it is over.
func (s *supervisor) finish() {
	r := s.run
	if r == nil || r.end == "" {
		return
	}
	r.rays.last()
	if r.end != labproto.EndDone {
		// What cannot be killed hangs in the kernel. Without the run's end the
		// host asks the kernel where, and takes the machine away.
		r.discard()
	}
	r.tell(labproto.Event{Kind: labproto.KindEnd, Step: -1, Name: r.end})
	s.run = nil
	_ = s.port.flush() // an error comes again with the next one
	r.discard()
	r.rays.close()
	s.littered = slices.ContainsFunc(r.program.Steps, func(st labproto.Step) bool { return st.Op == labproto.OpExec })
}

func (s *supervisor) stockUp(n int) error {
	for len(s.spare) < n {
		if err := s.spawnSpare(); err != nil {
			return err
		}
	}
	return nil
}

func (s *supervisor) spawnSpare() error {
	p, err := s.spawn()
	if err != nil {
		return err
	}
	s.spare = append(s.spare, p)
	return nil
}

// takeWorker gives a ready worker, or starts one.
func (s *supervisor) takeWorker() (*process, error) {
	if len(s.spare) == 0 {
		return s.spawn()
	}
	p := s.spare[0]
	s.spare = s.spare[1:]
	return p, nil
}
