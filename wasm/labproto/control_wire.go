// SPDX-License-Identifier: Apache-2.0

package labproto

// AppendPayload appends h's wire form to dst.
func (h *Hello) AppendPayload(dst []byte) []byte {
	dst = appendText(dst, 1, h.Token)
	dst = appendUint(dst, 2, uint64(h.LastSeq))
	return appendText(dst, 3, h.Session)
}

// ParseHello reads a Hello's wire form.
func ParseHello(b []byte) (Hello, error) {
	var h Hello
	f := fields{rest: b}
	for f.next() {
		switch f.tag {
		case 1:
			h.Token = f.text(maxPath)
		case 2:
			h.LastSeq = f.u32()
		case 3:
			h.Session = f.text(MaxName)
		}
	}
	return h, f.err
}

// AppendPayload appends w's wire form to dst.
func (w *Welcome) AppendPayload(dst []byte) []byte {
	dst = appendText(dst, 1, w.Session)
	return appendBool(dst, 2, w.Resumed)
}

// ParseWelcome reads a Welcome's wire form.
func ParseWelcome(b []byte) (Welcome, error) {
	var w Welcome
	f := fields{rest: b}
	for f.next() {
		switch f.tag {
		case 1:
			w.Session = f.text(MaxName)
		case 2:
			w.Resumed = f.bool()
		}
	}
	return w, f.err
}

// AppendPayload appends s's wire form to dst.
func (s *Status) AppendPayload(dst []byte) []byte {
	dst = appendUint(dst, 1, uint64(s.State))
	dst = appendUint(dst, 2, uint64(s.Position))
	dst = appendUint(dst, 3, uint64(s.WaitMillis))
	dst = appendUint(dst, 4, uint64(s.StartMicros))
	dst = appendText(dst, 5, s.Kernel)
	dst = appendText(dst, 6, s.Accel)
	dst = appendText(dst, 7, s.Code)
	return appendUint(dst, 8, uint64(s.Machine))
}

// ParseStatus reads a Status's wire form.
func ParseStatus(b []byte) (Status, error) {
	var s Status
	f := fields{rest: b}
	for f.next() {
		switch f.tag {
		case 1:
			s.State = State(f.uint(uint64(StateEnded)))
		case 2:
			s.Position = f.u32()
		case 3:
			s.WaitMillis = f.u32()
		case 4:
			s.StartMicros = f.u32()
		case 5:
			s.Kernel = f.text(MaxName)
		case 6:
			s.Accel = f.text(MaxName)
		case 7:
			s.Code = f.text(MaxName)
		case 8:
			s.Machine = f.u32()
		}
	}
	return s, f.err
}

// AppendPayload appends r's wire form to dst.
func (r *Run) AppendPayload(dst []byte) []byte {
	dst = appendUint(dst, 1, uint64(r.ID))
	return appendField(dst, 2, r.Program.AppendPayload(nil))
}

// ParseRun reads a Run's wire form; the program is not checked (Program.Check).
func ParseRun(b []byte) (Run, error) {
	var r Run
	f := fields{rest: b}
	for f.next() {
		switch f.tag {
		case 1:
			r.ID = f.u32()
		case 2:
			p, err := ParseProgram(f.value)
			if err != nil {
				f.fail(err)
			}
			r.Program = p
		}
	}
	return r, f.err
}

// AppendPayload appends r's wire form to dst.
func (r *Refused) AppendPayload(dst []byte) []byte {
	dst = appendUint(dst, 1, uint64(r.Run))
	dst = appendText(dst, 2, r.Code)
	dst = appendText(dst, 3, r.Path)
	return appendText(dst, 4, r.Text)
}

// ParseRefused reads a Refused's wire form.
func ParseRefused(b []byte) (Refused, error) {
	var r Refused
	f := fields{rest: b}
	for f.next() {
		switch f.tag {
		case 1:
			r.Run = f.u32()
		case 2:
			r.Code = f.text(MaxName)
		case 3:
			r.Path = f.text(maxPath)
		case 4:
			r.Text = f.text(maxPath)
		}
	}
	return r, f.err
}

// AppendPayload appends r's wire form to dst.
func (r *Ready) AppendPayload(dst []byte) []byte {
	dst = appendText(dst, 1, r.Kernel)
	dst = appendText(dst, 2, r.Agent)
	for _, m := range r.Modules {
		dst = appendText(dst, 3, m)
	}
	return dst
}

// ParseReady reads a Ready's wire form.
func ParseReady(b []byte) (Ready, error) {
	var r Ready
	f := fields{rest: b}
	for f.next() {
		switch f.tag {
		case 1:
			r.Kernel = f.text(MaxName)
		case 2:
			r.Agent = f.text(MaxName)
		case 3:
			if len(r.Modules) == maxArgs {
				f.fail(ErrCount)
				break
			}
			r.Modules = append(r.Modules, f.text(MaxName))
		}
	}
	return r, f.err
}

// AppendPayload appends c's wire form to dst.
func (c *Clock) AppendPayload(dst []byte) []byte {
	dst = appendInt(dst, 1, c.UnixNano)
	return appendField(dst, 2, c.Entropy)
}

// ParseClock reads a Clock's wire form.
func ParseClock(b []byte) (Clock, error) {
	var c Clock
	f := fields{rest: b}
	for f.next() {
		switch f.tag {
		case 1:
			c.UnixNano = f.int()
		case 2:
			c.Entropy = f.bytes(MaxName)
		}
	}
	return c, f.err
}
