// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"context"
	"strconv"

	"netlinklab/backend/sandbox"
	"netlinklab/wasm/labproto"
)

// deliver gives the machine the files that a run names and that it has not got
// yet. The run is refused if one of them is not to be had any more.
func (s *session) deliver(run uint32, files []labproto.ProgramFile) bool {
	for i, f := range files {
		if s.delivered[f.Name] == f.ID {
			continue
		}
		content, ok := s.hub.opts.Files(f.ID)
		if !ok {
			s.refuse(run, labproto.CodeFile, "files["+strconv.Itoa(i)+"].id", texts[labproto.CodeFile])
			s.settle()
			return false
		}
		ctx, cancel := context.WithTimeout(s.hub.ctx, s.hub.guestLimit)
		err := sandbox.SendFile(ctx, s.lease.Machine(), f.Name, content)
		cancel()
		if !s.sent(err) {
			return false // the machine's end, or its silence, is told as such
		}
		s.delivered[f.Name] = f.ID
	}
	return true
}
