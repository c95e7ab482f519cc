// SPDX-License-Identifier: Apache-2.0

package main

import (
	"testing"

	"netlinklab/wasm/labproto"
)

// A step that waits for a program to receive is taken while it waits, however
// long it took to come to that, and so is one whose program has only ended.
func TestReceivingIsWaitedFor(t *testing.T) {
	program := compiled(t, "waits")
	a := startAgent(t)
	a.sendFile("waits", program)
	a.start(`{"files":[{"name":"waits","id":"x"}],"timeout_ms":60000,"steps":[
	 {"actor":"listener","op":"exec","name":"waits","receiving":"listens","label":"over"},
	 {"actor":"sender","op":"open","protocol":"NETLINK_USERSOCK"},
	 {"actor":"sender","op":"send","port":616161,"data":"15000000 1000 0000 01000000 00000000 68656c6c6f","after":["listens"]},
	 {"actor":"third","op":"exec","name":"none","receiving":"never","after":["over"]},
	 {"actor":"sender","op":"send","port":616161,"data":"14000000 1000 0000 02000000 00000000 68656c6c","after":["never"]}]}`)
	for {
		e := a.next()
		if e.Kind == labproto.KindExit && e.Lane == "listener" && e.Ret != 21 {
			t.Errorf("%+v", e)
		}
		if e.Kind == labproto.KindReturn && e.Lane == "sender" && e.Step == 2 && e.Errno != "" {
			t.Errorf("the message came too early: %+v", e)
		}
		if e.Kind == labproto.KindEnter && e.Lane == "sender" && e.Step == 4 {
			return // nobody listens, and nobody will
		}
	}
}
