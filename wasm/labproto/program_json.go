// SPDX-License-Identifier: Apache-2.0

package labproto

// AppendJSON appends p's JSON form, without zero values, to dst.
func (p *Program) AppendJSON(dst []byte) []byte {
	o := openObject(dst)
	o.int("timeout_ms", int64(p.TimeoutMillis))
	if len(p.Files) > 0 {
		o.key("files")
		for i, f := range p.Files {
			o.dst = append(o.dst, "[,"[min(i, 1)])
			file := openObject(o.dst)
			file.text("name", f.Name)
			file.text("id", f.ID)
			o.dst = file.close()
		}
		o.dst = append(o.dst, ']')
	}
	o.bool("xray", p.XRay)
	o.bool("xray_stack", p.XRayStack)
	o.key("steps")
	o.dst = append(o.dst, '[')
	for i := range p.Steps {
		if i > 0 {
			o.dst = append(o.dst, ',')
		}
		o.dst = p.Steps[i].appendJSON(o.dst)
	}
	o.dst = append(o.dst, ']')
	return o.close()
}

func (s *Step) appendJSON(dst []byte) []byte {
	o := openObject(dst)
	o.text("actor", s.Actor)
	o.text("op", s.Op.String())
	o.text("label", s.Label)
	o.text("receiving", s.Receiving)
	if len(s.After) > 0 {
		o.key("after")
		o.dst = append(o.dst, '[')
		for i, l := range s.After {
			if i > 0 {
				o.dst = append(o.dst, ',')
			}
			o.dst = appendString(o.dst, l)
		}
		o.dst = append(o.dst, ']')
	}
	o.text("socket", s.Socket)
	if s.Op == OpOpen {
		o.always("domain", int64(s.Domain))
		o.always("type", int64(s.Type))
		o.always("protocol", int64(s.Protocol))
	}
	o.int("family", int64(s.Addr.Family))
	o.int("port", int64(s.Addr.PortID))
	o.int("groups", int64(s.Addr.Groups))
	o.bool("no_addr", s.NoAddr)
	o.int("group", int64(s.Group))
	o.int("level", int64(s.Level))
	o.int("option", int64(s.Option))
	o.hex("value", s.Value)
	o.text("call", s.Call)
	o.hex("data", s.Data)
	if len(s.Cuts) > 0 {
		o.key("cuts")
		for i, c := range s.Cuts {
			if i == 0 {
				o.dst = append(o.dst, '[')
			} else {
				o.dst = append(o.dst, ',')
			}
			o.dst = appendUintText(o.dst, uint64(c))
		}
		o.dst = append(o.dst, ']')
	}
	o.int("flags", int64(s.Flags))
	o.int("size", int64(s.Size))
	o.int("count", int64(s.Count))
	o.int("ms", int64(s.Millis))
	o.text("name", s.Name)
	o.text("params", s.Params)
	o.int("id", int64(s.ID))
	o.bool("terminal", s.Terminal)
	o.bool("stdin", s.Stdin)
	return o.close()
}

// ParseProgramJSON reads a step file and checks it. An error is a *PathError.
func ParseProgramJSON(b []byte) (Program, error) {
	s := scanner{in: b}
	p := s.program()
	if err := s.end(); err != nil {
		return Program{}, err
	}
	if err := p.Check(); err != nil {
		return Program{}, err
	}
	return p, nil
}

func (s *scanner) program() Program {
	var p Program
	s.object(func(key string) {
		switch key {
		case "timeout_ms":
			p.TimeoutMillis = uint32(s.int(1, MaxTimeoutMillis))
		case "xray":
			p.XRay = s.bool()
		case "xray_stack":
			p.XRayStack = s.bool()
		case "steps":
			s.array(func(i int) {
				if i == MaxSteps {
					s.fail("a program has at most 256 steps")
					return
				}
				p.Steps = append(p.Steps, s.step())
			})
		case "files":
			s.array(func(i int) {
				if i == MaxFiles {
					s.fail("a program has at most 8 files")
					return
				}
				p.Files = append(p.Files, s.programFile())
			})
		default:
			s.fail("unknown key; a program has timeout_ms, files, xray, xray_stack and steps")
		}
	})
	return p
}

func (s *scanner) programFile() ProgramFile {
	var f ProgramFile
	s.object(func(key string) {
		switch key {
		case "name":
			f.Name = s.text()
		case "id":
			f.ID = s.text()
		default:
			s.fail("unknown key; a file has name and id")
		}
	})
	return f
}

const stepKeys = "unknown key; a step has actor, op, label, receiving, after, socket, domain, type, protocol, family, " +
	"port, groups, no_addr, group, level, option, value, call, data, text, cuts, flags, size, count, ms, name, params, id, terminal, stdin"

func (s *scanner) step() Step {
	st := Step{Domain: -1, Type: -1}
	s.object(func(key string) {
		switch key {
		case "actor":
			st.Actor = s.text()
		case "op":
			st.Op = s.op()
		case "label":
			st.Label = s.text()
		case "after":
			s.array(func(int) { st.After = append(st.After, s.text()) })
		case "socket":
			st.Socket = s.text()
		case "domain":
			st.Domain = s.i32()
		case "type":
			st.Type = s.i32()
		case "protocol":
			st.Protocol = s.i32()
		case "family":
			st.Addr.Family = uint16(s.int(0, 1<<16-1))
		case "port":
			st.Addr.PortID = s.u32()
		case "groups":
			st.Addr.Groups = s.u32()
		case "no_addr":
			st.NoAddr = s.bool()
		case "group":
			st.Group = s.u32()
		case "level":
			st.Level = s.i32()
		case "option":
			st.Option = s.i32()
		case "value":
			st.Value = s.hex()
		case "call":
			st.Call = s.text()
		case "data":
			s.data(&st, s.hex())
		case "text":
			s.data(&st, []byte(s.text()))
		case "cuts":
			s.array(func(int) { st.Cuts = append(st.Cuts, s.u32()) })
		case "flags":
			st.Flags = s.i32()
		case "size":
			st.Size = s.u32()
		case "count":
			st.Count = s.u32()
		case "ms":
			st.Millis = s.u32()
		case "name":
			st.Name = s.text()
		case "params":
			st.Params = s.text()
		case "id":
			st.ID = s.u32()
		case "terminal":
			st.Terminal = s.bool()
		case "receiving":
			st.Receiving = s.text()
		case "stdin":
			st.Stdin = s.bool()
		default:
			s.fail(stepKeys)
		}
	})
	if st.Op != OpOpen && (st.Domain != -1 || st.Type != -1) && s.err == nil {
		s.fail("domain and type belong to open")
	}
	return st.withDefaults()
}

// withDefaults fills in what a step file may leave out.
func (st Step) withDefaults() Step {
	if st.Domain == -1 {
		st.Domain = 0
		if st.Op == OpOpen {
			st.Domain = afNetlink
		}
	}
	if st.Type == -1 {
		st.Type = 0
		if st.Op == OpOpen {
			st.Type = sockRaw
		}
	}
	return st
}

const (
	afNetlink = 16
	sockRaw   = 3
)

func (s *scanner) data(st *Step, b []byte) {
	if st.Data != nil {
		s.fail("a step has either data or text")
	}
	st.Data = b
}

func (s *scanner) op() Op {
	t := s.text()
	for i, n := range opNames {
		if n == t && n != "" {
			return Op(i)
		}
	}
	list := ""
	for _, n := range opNames[1:] {
		list += " " + n
	}
	s.fail("unknown op; there are" + list)
	return 0
}
