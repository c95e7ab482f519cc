// SPDX-License-Identifier: Apache-2.0

package labproto

import "strconv"

func appendUintText(dst []byte, v uint64) []byte { return strconv.AppendUint(dst, v, 10) }

// AppendJSON appends e's JSON form to dst. Zero values are left out, but not
// seq, t, kind and step; bytes are hex.
func (e *Event) AppendJSON(dst []byte) []byte {
	o := openObject(dst)
	o.int("run", int64(e.Run))
	o.always("seq", int64(e.Seq))
	o.key("t")
	o.dst = appendUintText(o.dst, e.Time)
	o.key("kind")
	o.dst = appendString(o.dst, e.Kind.String())
	o.text("lane", e.Lane)
	o.always("step", int64(e.Step))
	o.int("call", int64(e.Call))
	o.text("name", e.Name)
	if len(e.Args) > 0 {
		o.key("args")
		for i, a := range e.Args {
			if i == 0 {
				o.dst = append(o.dst, '[')
			} else {
				o.dst = append(o.dst, ',')
			}
			o.dst = append(appendString(append(o.dst, '['), a.Name), ',')
			o.dst = append(appendString(o.dst, a.Value), ']')
		}
		o.dst = append(o.dst, ']')
	}
	o.int("ret", e.Ret)
	o.text("errno", e.Errno)
	o.hex("data", e.Data)
	o.addr("local", e.Local, e.HasLocal)
	o.addr("remote", e.Remote, e.HasRemote)
	o.int("flags", int64(e.Flags))
	o.int("full", int64(e.Full))
	o.text("text", e.Text)
	o.int("pid", int64(e.PID))
	return o.close()
}

func (o *object) addr(k string, a Addr, known bool) {
	if !known {
		return
	}
	o.key(k)
	p := openObject(o.dst)
	p.always("family", int64(a.Family))
	p.always("port", int64(a.PortID))
	p.always("groups", int64(a.Groups))
	o.dst = p.close()
}

// ParseEventJSON reads one event. An error is a *PathError.
func ParseEventJSON(b []byte) (Event, error) {
	s := scanner{in: b}
	e := s.event()
	return e, s.end()
}

func (s *scanner) event() Event {
	e := Event{Step: -1}
	s.object(func(key string) {
		switch key {
		case "run":
			e.Run = s.u32()
		case "seq":
			e.Seq = s.u32()
		case "t":
			e.Time = uint64(s.int(0, 1<<63-1))
		case "kind":
			e.Kind = s.kind()
		case "lane":
			e.Lane = s.text()
		case "step":
			e.Step = int32(s.int(-1, MaxSteps-1))
		case "call":
			e.Call = s.u32()
		case "name":
			e.Name = s.text()
		case "args":
			s.array(func(int) { e.Args = append(e.Args, s.arg()) })
		case "ret":
			e.Ret = s.int(-1<<63, 1<<63-1)
		case "errno":
			e.Errno = s.text()
		case "data":
			e.Data = s.hex()
		case "local":
			e.Local, e.HasLocal = s.addr(), true
		case "remote":
			e.Remote, e.HasRemote = s.addr(), true
		case "flags":
			e.Flags = s.i32()
		case "full":
			e.Full = s.u32()
		case "text":
			e.Text = s.text()
		case "pid":
			e.PID = s.u32()
		default:
			s.fail("unknown key of an event")
		}
	})
	return e
}

func (s *scanner) kind() Kind {
	t := s.text()
	for i, n := range kindNames {
		if n == t && n != "" {
			return Kind(i)
		}
	}
	s.fail("unknown kind of event")
	return 0
}

func (s *scanner) arg() Arg {
	var a Arg
	s.array(func(i int) {
		switch i {
		case 0:
			a.Name = s.text()
		case 1:
			a.Value = s.text()
		default:
			s.fail("an argument is [name, value]")
		}
	})
	return a
}

func (s *scanner) addr() Addr {
	var a Addr
	s.object(func(key string) {
		switch key {
		case "family":
			a.Family = uint16(s.int(0, 1<<16-1))
		case "port":
			a.PortID = s.u32()
		case "groups":
			a.Groups = s.u32()
		default:
			s.fail("unknown key; an address has family, port and groups")
		}
	})
	return a
}

// AppendJSON appends t's JSON form to dst.
func (t *Transcript) AppendJSON(dst []byte) []byte {
	o := openObject(dst)
	o.text("kernel", t.Kernel)
	o.text("accel", t.Accel)
	o.text("recorded", t.Recorded)
	o.key("program")
	o.dst = t.Program.AppendJSON(o.dst)
	o.key("events")
	o.dst = append(o.dst, '[')
	for i := range t.Events {
		if i > 0 {
			o.dst = append(o.dst, ',')
		}
		o.dst = append(o.dst, '\n')
		o.dst = t.Events[i].AppendJSON(o.dst)
	}
	o.dst = append(o.dst, '\n', ']')
	return o.close()
}

// ParseTranscriptJSON reads a recorded transcript. An error is a *PathError.
func ParseTranscriptJSON(b []byte) (Transcript, error) {
	var t Transcript
	s := scanner{in: b}
	s.object(func(key string) {
		switch key {
		case "kernel":
			t.Kernel = s.text()
		case "accel":
			t.Accel = s.text()
		case "recorded":
			t.Recorded = s.text()
		case "program":
			t.Program = s.program()
		case "events":
			s.array(func(i int) {
				if i == MaxEvents {
					s.fail("a transcript has at most 20000 events")
					return
				}
				t.Events = append(t.Events, s.event())
			})
		default:
			s.fail("unknown key; a transcript has kernel, accel, recorded, program and events")
		}
	})
	return t, s.end()
}
