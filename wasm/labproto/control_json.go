// SPDX-License-Identifier: Apache-2.0

package labproto

var stateNames = [...]string{"none", "queued", "starting", "ready", "ended"}

// String gives the state's name in the JSON form, or "" for an unknown one.
func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return ""
}

// AppendJSON appends w's JSON form to dst.
func (w *Welcome) AppendJSON(dst []byte) []byte {
	o := openObject(dst)
	o.text("session", w.Session)
	o.bool("resumed", w.Resumed)
	return o.close()
}

// AppendJSON appends s's JSON form to dst.
func (s *Status) AppendJSON(dst []byte) []byte {
	o := openObject(dst)
	o.text("state", s.State.String())
	o.int("position", int64(s.Position))
	o.int("wait_ms", int64(s.WaitMillis))
	o.int("start_us", int64(s.StartMicros))
	o.text("kernel", s.Kernel)
	o.text("accel", s.Accel)
	o.text("code", s.Code)
	o.int("machine", int64(s.Machine))
	return o.close()
}

// AppendJSON appends r's JSON form to dst.
func (r *Refused) AppendJSON(dst []byte) []byte {
	o := openObject(dst)
	o.int("run", int64(r.Run))
	o.text("code", r.Code)
	o.text("path", r.Path)
	o.text("text", r.Text)
	return o.close()
}

// AppendJSON appends r's JSON form to dst.
func (r *Ready) AppendJSON(dst []byte) []byte {
	o := openObject(dst)
	o.text("kernel", r.Kernel)
	o.text("agent", r.Agent)
	return o.close()
}

// AppendFrameJSON appends the JSON form of what f carries, with the members
// type and seq of the frame and body of the payload:
//
//	{"type":"status","seq":3,"body":{"state":"ready",…}}
func AppendFrameJSON(dst []byte, f Frame) ([]byte, error) {
	o := openObject(dst)
	o.text("type", f.Type.String())
	o.int("seq", int64(f.Seq))
	o.key("body")
	var err error
	switch f.Type {
	case FrameWelcome:
		var v Welcome
		v, err = ParseWelcome(f.Payload)
		o.dst = v.AppendJSON(o.dst)
	case FrameStatus:
		var v Status
		v, err = ParseStatus(f.Payload)
		o.dst = v.AppendJSON(o.dst)
	case FrameEvent:
		var v Event
		v, err = ParseEvent(f.Payload)
		o.dst = v.AppendJSON(o.dst)
	case FrameRefused:
		var v Refused
		v, err = ParseRefused(f.Payload)
		o.dst = v.AppendJSON(o.dst)
	case FrameReady:
		var v Ready
		v, err = ParseReady(f.Payload)
		o.dst = v.AppendJSON(o.dst)
	default:
		o.dst = append(o.dst, "{}"...)
	}
	if err != nil {
		return dst, err
	}
	return o.close(), nil
}
