// SPDX-License-Identifier: Apache-2.0

package hub

import (
	"slices"

	"golang.org/x/time/rate"
)

// owner is a cookie with sessions. Its fields are guarded by the hub's lock.
type owner struct {
	sessions []*session    // the oldest first
	machines *rate.Limiter // how fast it gets machines; shared by the sessions
	places   chan struct{} // holds one for each machine that a session has or waits for
}

// ownerOf gives a cookie's owner. The hub's lock is held.
func (h *Hub) ownerOf(cookie string) *owner {
	o := h.owners[cookie]
	if o == nil {
		o = &owner{machines: rate.NewLimiter(rate.Every(machineEvery), machineBurst),
			places: make(chan struct{}, h.opts.PerOwner)}
		h.owners[cookie] = o
	}
	return o
}

// makeRoom says whether the owner may have one more session. Among too many, the
// oldest one whose page is away goes: a page that is reloaded again and again
// leaves such behind.
func (o *owner) makeRoom() bool {
	if len(o.sessions) < sessionsPerOwner {
		return true
	}
	i := slices.IndexFunc(o.sessions, func(s *session) bool { return !s.connected() })
	if i < 0 {
		return false
	}
	o.sessions[i].dismiss()
	o.sessions = slices.Delete(o.sessions, i, i+1)
	return true
}

// forget takes a session out; it is true when none is left.
func (o *owner) forget(s *session) bool {
	if i := slices.Index(o.sessions, s); i >= 0 {
		o.sessions = slices.Delete(o.sessions, i, i+1)
	}
	return len(o.sessions) == 0
}
