// SPDX-License-Identifier: Apache-2.0

package hub

import "netlinklab/wasm/labproto"

// explain says what kind of bug a run's kernel has met, if it has: one that it
// died of, with the console's text, or one that it only told its log.
func (s *session) explain(console string) (labproto.Event, bool) {
	text := s.log.Text() + console
	if text == "" || s.hub.opts.Explain == nil {
		return labproto.Event{}, false
	}
	return s.hub.opts.Explain(text, s.given)
}

// conclude passes on the end of a run that its guest has ended itself, with what
// its log told of a bug before it.
func (s *session) conclude(end labproto.Event) bool {
	note, ok := s.explain("")
	if !ok || end.Seq >= labproto.MaxEvents {
		return s.out.add(labproto.FrameEvent, end.AppendPayload(nil))
	}
	note.Run, note.Seq, note.Time, note.Step = end.Run, end.Seq, end.Time, -1
	end.Seq++
	return s.out.add(labproto.FrameEvent, note.AppendPayload(nil)) && s.out.add(labproto.FrameEvent, end.AppendPayload(nil))
}
