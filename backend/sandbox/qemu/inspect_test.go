// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// TestConfinement looks at a machine's process: each layer that the host claims
// is there, and for root's machines that of the user too.
func TestConfinement(t *testing.T) {
	h := newHost(t)
	seen, err := Inspect(start(t, h))
	if err != nil {
		t.Fatal(err)
	}
	claimed := map[string]bool{}
	for _, l := range h.Isolation() {
		claimed[l.Name] = l.InForce
	}
	if os.Geteuid() == 0 && !claimed["user"] {
		t.Error("root's machines should have users of their own")
	}
	for _, l := range seen {
		if l.InForce != claimed[l.Name] {
			t.Errorf("%s: claimed %v, seen %v: %s", l.Name, claimed[l.Name], l.InForce, l.Detail)
		}
	}
	if len(seen) != len(claimed) {
		t.Errorf("%d layers are claimed, %d are seen", len(claimed), len(seen))
	}
}

// TestBareJail drops what a host may not allow: what is left still starts a
// machine, and the words say what is missing.
func TestBareJail(t *testing.T) {
	h := newHost(t)
	h.jail.bwrap, h.jail.root = "", false
	m := start(t, h)
	if session, err := unix.Getsid(m.info.PID); err != nil || session != m.info.PID {
		t.Errorf("process %d is in session %d: %v", m.info.PID, session, err)
	}
	seen, err := Inspect(m)
	if err != nil {
		t.Fatal(err)
	}
	claimed := h.Isolation()
	for i, want := range map[string]bool{"seccomp": true, "user": false, "namespaces": false, "root": false, "limits": true, "network": false, "lifetime": true} {
		for _, list := range [][]Layer{seen, claimed} {
			for _, l := range list {
				if l.Name == i && l.InForce != want {
					t.Errorf("%s: in force %v: %s", l.Name, l.InForce, l.Detail)
				}
				if l.Detail == "" {
					t.Errorf("%s: no words", l.Name)
				}
			}
		}
	}
}
