// SPDX-License-Identifier: Apache-2.0

package labproto

// Tags of a program.
const (
	tagTimeout = 1
	tagStep    = 2
	tagFile    = 3
	tagXRay    = 4
	tagStack   = 5
)

// Tags of a step.
const (
	stepActor = 1 + iota
	stepOp
	stepLabel
	stepAfter
	stepSocket
	stepDomain
	stepType
	stepProtocol
	stepAddr
	stepNoAddr
	stepGroup
	stepLevel
	stepOption
	stepValue
	stepCall
	stepData
	stepCut
	stepFlags
	stepSize
	stepCount
	stepMillis
	stepName
	stepParams
	stepID
	stepTerminal
	stepStdin
	stepReceiving
)

// Tags of an address.
const (
	addrFamily = 1
	addrPort   = 2
	addrGroups = 3
)

// AppendPayload appends p's wire form to dst.
func (p *Program) AppendPayload(dst []byte) []byte {
	dst = appendUint(dst, tagTimeout, uint64(p.TimeoutMillis))
	var b []byte
	for _, file := range p.Files {
		b = appendText(appendText(b[:0], 1, file.Name), 2, file.ID)
		dst = appendField(dst, tagFile, b)
	}
	dst = appendBool(dst, tagXRay, p.XRay)
	dst = appendBool(dst, tagStack, p.XRayStack)
	for i := range p.Steps {
		b = p.Steps[i].appendWire(b[:0])
		dst = appendField(dst, tagStep, b)
	}
	return dst
}

// ParseProgram reads a program's wire form. It enforces sizes; Check says
// whether the program makes sense.
func ParseProgram(b []byte) (Program, error) {
	var p Program
	f := fields{rest: b}
	for f.next() {
		switch f.tag {
		case tagTimeout:
			p.TimeoutMillis = f.u32()
		case tagXRay:
			p.XRay = f.bool()
		case tagStack:
			p.XRayStack = f.bool()
		case tagStep:
			if len(p.Steps) == MaxSteps {
				f.fail(ErrCount)
				break
			}
			s, err := parseStep(f.value)
			if err != nil {
				f.fail(err)
			}
			p.Steps = append(p.Steps, s)
		case tagFile:
			if len(p.Files) == MaxFiles {
				f.fail(ErrCount)
				break
			}
			p.Files = append(p.Files, f.programFile())
		}
	}
	if f.err != nil {
		return Program{}, f.err
	}
	return p, nil
}

func (f *fields) programFile() ProgramFile {
	var file ProgramFile
	g := fields{rest: f.value}
	for g.next() {
		switch g.tag {
		case 1:
			file.Name = g.text(MaxName)
		case 2:
			file.ID = g.text(MaxName)
		}
	}
	if g.err != nil {
		f.fail(g.err)
	}
	return file
}

func (s *Step) appendWire(dst []byte) []byte {
	dst = appendText(dst, stepActor, s.Actor)
	dst = appendUintZero(dst, stepOp, uint64(s.Op))
	dst = appendText(dst, stepLabel, s.Label)
	for _, l := range s.After {
		dst = appendText(dst, stepAfter, l)
	}
	dst = appendText(dst, stepSocket, s.Socket)
	dst = appendInt(dst, stepDomain, int64(s.Domain))
	dst = appendInt(dst, stepType, int64(s.Type))
	dst = appendInt(dst, stepProtocol, int64(s.Protocol))
	dst = appendField(dst, stepAddr, s.Addr.appendWire(nil))
	dst = appendBool(dst, stepNoAddr, s.NoAddr)
	dst = appendUint(dst, stepGroup, uint64(s.Group))
	dst = appendInt(dst, stepLevel, int64(s.Level))
	dst = appendInt(dst, stepOption, int64(s.Option))
	dst = appendField(dst, stepValue, s.Value)
	dst = appendText(dst, stepCall, s.Call)
	dst = appendField(dst, stepData, s.Data)
	for _, c := range s.Cuts {
		dst = appendUintZero(dst, stepCut, uint64(c))
	}
	dst = appendInt(dst, stepFlags, int64(s.Flags))
	dst = appendUint(dst, stepSize, uint64(s.Size))
	dst = appendUint(dst, stepCount, uint64(s.Count))
	dst = appendUint(dst, stepMillis, uint64(s.Millis))
	dst = appendText(dst, stepName, s.Name)
	dst = appendText(dst, stepParams, s.Params)
	dst = appendUint(dst, stepID, uint64(s.ID))
	dst = appendBool(dst, stepTerminal, s.Terminal)
	dst = appendBool(dst, stepStdin, s.Stdin)
	return appendText(dst, stepReceiving, s.Receiving)
}

func parseStep(b []byte) (Step, error) {
	var s Step
	f := fields{rest: b}
	for f.next() {
		switch f.tag {
		case stepActor:
			s.Actor = f.text(MaxName)
		case stepOp:
			s.Op = Op(f.uint(255))
		case stepLabel:
			s.Label = f.text(MaxName)
		case stepAfter:
			if len(s.After) == MaxAfter {
				f.fail(ErrCount)
				break
			}
			s.After = append(s.After, f.text(MaxName))
		case stepSocket:
			s.Socket = f.text(MaxName)
		case stepDomain:
			s.Domain = f.i32()
		case stepType:
			s.Type = f.i32()
		case stepProtocol:
			s.Protocol = f.i32()
		case stepAddr:
			s.Addr = f.addr()
		case stepNoAddr:
			s.NoAddr = f.bool()
		case stepGroup:
			s.Group = f.u32()
		case stepLevel:
			s.Level = f.i32()
		case stepOption:
			s.Option = f.i32()
		case stepValue:
			s.Value = f.bytes(MaxData)
		case stepCall:
			s.Call = f.text(MaxName)
		case stepData:
			s.Data = f.bytes(MaxData)
		case stepCut:
			if len(s.Cuts) == MaxCuts {
				f.fail(ErrCount)
				break
			}
			s.Cuts = append(s.Cuts, f.u32())
		case stepFlags:
			s.Flags = f.i32()
		case stepSize:
			s.Size = f.u32()
		case stepCount:
			s.Count = f.u32()
		case stepMillis:
			s.Millis = f.u32()
		case stepName:
			s.Name = f.text(maxPath)
		case stepParams:
			s.Params = f.text(maxPath)
		case stepID:
			s.ID = f.u32()
		case stepTerminal:
			s.Terminal = f.bool()
		case stepStdin:
			s.Stdin = f.bool()
		case stepReceiving:
			s.Receiving = f.text(MaxName)
		}
	}
	return s, f.err
}

func (a Addr) appendWire(dst []byte) []byte {
	dst = appendUint(dst, addrFamily, uint64(a.Family))
	dst = appendUint(dst, addrPort, uint64(a.PortID))
	return appendUint(dst, addrGroups, uint64(a.Groups))
}

func (f *fields) addr() Addr {
	var a Addr
	g := fields{rest: f.value}
	for g.next() {
		switch g.tag {
		case addrFamily:
			a.Family = uint16(g.uint(1<<16 - 1))
		case addrPort:
			a.PortID = g.u32()
		case addrGroups:
			a.Groups = g.u32()
		}
	}
	if g.err != nil {
		f.fail(g.err)
	}
	return a
}
