// SPDX-License-Identifier: Apache-2.0

package labproto

// Tags of an event.
const (
	eventRun = 1 + iota
	eventSeq
	eventTime
	eventKind
	eventLane
	eventStep // position + 1; absent is -1
	eventCall
	eventName
	eventArg // its name, a zero byte, its value
	eventRet
	eventErrno
	eventData
	eventLocal
	eventRemote
	eventFlags
	eventFull
	eventText
	eventPID
)

// maxArgs is the number of arguments that one event may have.
const maxArgs = 64

// maxPath bounds a path and a module's parameter string, in bytes.
const maxPath = 4096

// AppendPayload appends e's wire form to dst.
func (e *Event) AppendPayload(dst []byte) []byte {
	dst = appendUint(dst, eventRun, uint64(e.Run))
	dst = appendUint(dst, eventSeq, uint64(e.Seq))
	dst = appendUint(dst, eventTime, e.Time)
	dst = appendUint(dst, eventKind, uint64(e.Kind))
	dst = appendText(dst, eventLane, e.Lane)
	dst = appendUint(dst, eventStep, uint64(e.Step+1))
	dst = appendUint(dst, eventCall, uint64(e.Call))
	dst = appendText(dst, eventName, e.Name)
	for _, a := range e.Args {
		dst = appendText(dst, eventArg, a.Name+"\x00"+a.Value)
	}
	dst = appendInt(dst, eventRet, e.Ret)
	dst = appendText(dst, eventErrno, e.Errno)
	dst = appendField(dst, eventData, e.Data)
	dst = appendEnd(dst, eventLocal, e.Local, e.HasLocal)
	dst = appendEnd(dst, eventRemote, e.Remote, e.HasRemote)
	dst = appendInt(dst, eventFlags, int64(e.Flags))
	dst = appendUint(dst, eventFull, uint64(e.Full))
	dst = appendText(dst, eventText, e.Text)
	return appendUint(dst, eventPID, uint64(e.PID))
}

// appendEnd writes an address that is known, even if all of it is zero.
func appendEnd(dst []byte, tag byte, a Addr, known bool) []byte {
	if !known {
		return dst
	}
	var b [32]byte
	return appendField(dst, tag, append(a.appendWire(b[:0]), 0, 0))
}

// ParseEvent reads an event's wire form. The strings and bytes are copies.
func ParseEvent(b []byte) (Event, error) {
	e := Event{Step: -1}
	f := fields{rest: b}
	for f.next() {
		switch f.tag {
		case eventRun:
			e.Run = f.u32()
		case eventSeq:
			e.Seq = f.u32()
		case eventTime:
			e.Time = f.uint(1<<64 - 1)
		case eventKind:
			e.Kind = Kind(f.uint(255))
		case eventLane:
			e.Lane = f.text(MaxName)
		case eventStep:
			e.Step = int32(f.uint(MaxSteps)) - 1
		case eventCall:
			e.Call = f.u32()
		case eventName:
			e.Name = f.text(maxPath)
		case eventArg:
			if len(e.Args) == maxArgs {
				f.fail(ErrCount)
				break
			}
			e.Args = append(e.Args, splitArg(f.text(maxPath)))
		case eventRet:
			e.Ret = f.int()
		case eventErrno:
			e.Errno = f.text(MaxName)
		case eventData:
			e.Data = f.bytes(MaxData)
		case eventLocal:
			e.Local, e.HasLocal = f.addr(), true
		case eventRemote:
			e.Remote, e.HasRemote = f.addr(), true
		case eventFlags:
			e.Flags = f.i32()
		case eventFull:
			e.Full = f.u32()
		case eventText:
			e.Text = f.text(MaxText)
		case eventPID:
			e.PID = f.u32()
		}
	}
	if f.err == nil && e.Kind.String() == "" {
		f.err = ErrNumber
	}
	if f.err != nil {
		return Event{}, f.err
	}
	return e, nil
}

func splitArg(s string) Arg {
	for i := range len(s) {
		if s[i] == 0 {
			return Arg{Name: s[:i], Value: s[i+1:]}
		}
	}
	return Arg{Name: s}
}
