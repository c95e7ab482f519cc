// SPDX-License-Identifier: Apache-2.0

package web

import "net/http"

// Status is how a server is, in a word.
type Status string

// What a server may say of itself.
const (
	StatusOK       Status = "ok"       // learners get machines
	StatusStarting Status = "starting" // pages are served, machines are on their way
	StatusDegraded Status = "degraded" // pages are served, lessons show recorded runs
)

// Health is what /healthz says: 200 with StatusOK, 503 with any other.
type Health struct {
	Status Status `json:"status"`
	// Reason says why the status is not ok, without paths or command lines: the
	// server's log has those.
	Reason string `json:"reason,omitempty"`
	// Accel is "kvm" or "tcg", Kernel the guest's uname release; both are empty
	// until there are machines.
	Accel  string `json:"accel"`
	Kernel string `json:"kernel"`
	// Warm machines are ready, Live ones are those and the learners', Waiting
	// learners are in the queue.
	Warm    int `json:"warm"`
	Live    int `json:"live"`
	Waiting int `json:"waiting"`
	// Version is the program's.
	Version string `json:"version"`
}

func (s *server) healthz(w http.ResponseWriter, _ *http.Request) {
	h := s.Health()
	status := http.StatusOK
	if h.Status != StatusOK {
		status = http.StatusServiceUnavailable
	}
	writeJSON(w, status, h)
}
