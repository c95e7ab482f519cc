// SPDX-License-Identifier: Apache-2.0

package site

import (
	"fmt"
	"strconv"
	"strings"

	"netlinklab/wasm/labproto"
)

// StepView is one step of a lab's program, written as the call that it makes.
type StepView struct {
	Actor, Call string
	// After is what it waits for, "" for nothing.
	After string
	// Edited is true for the step whose bytes the lab edits.
	Edited bool
}

func stepViews(p labproto.Program, edit int) []StepView {
	views := make([]StepView, len(p.Steps))
	for i := range p.Steps {
		s := &p.Steps[i]
		views[i] = StepView{Actor: s.Actor, Call: stepCall(s), After: strings.Join(s.After, ", "), Edited: i == edit}
	}
	return views
}

// stepCall is a step in C's spelling, without the parts that do not matter.
func stepCall(s *labproto.Step) string {
	switch s.Op {
	case labproto.OpOpen:
		return fmt.Sprintf("socket(AF_NETLINK, %s, %d)", socketType(s.Type), s.Protocol)
	case labproto.OpBind:
		return "bind(fd, " + address(s.Addr) + ")"
	case labproto.OpConnect:
		return "connect(fd, " + address(s.Addr) + ")"
	case labproto.OpJoin:
		return fmt.Sprintf("setsockopt(fd, NETLINK_ADD_MEMBERSHIP, %d)", s.Group)
	case labproto.OpLeave:
		return fmt.Sprintf("setsockopt(fd, NETLINK_DROP_MEMBERSHIP, %d)", s.Group)
	case labproto.OpSend:
		return fmt.Sprintf("%s(fd, message, %s)", either(s.Call, "sendto"), address(s.Addr))
	case labproto.OpReceive:
		return fmt.Sprintf("%s(fd, buffer[%d])", either(s.Call, "recvmsg"), s.Size)
	case labproto.OpSleep:
		return fmt.Sprintf("nanosleep(%d ms)", s.Millis)
	case labproto.OpLoad:
		return "finit_module(" + strings.TrimSpace(s.Name+" "+s.Params) + ")"
	case labproto.OpUnload:
		return "delete_module(" + s.Name + ")"
	case labproto.OpRead:
		return "read(" + s.Name + ")"
	}
	return s.Op.String() + "(" + s.Name + ")"
}

func socketType(t int32) string {
	switch t {
	case 2:
		return "SOCK_DGRAM"
	case 3:
		return "SOCK_RAW"
	}
	return strconv.Itoa(int(t))
}

func address(a labproto.Addr) string {
	s := "{nl_pid=" + strconv.FormatUint(uint64(a.PortID), 10)
	if a.Groups != 0 {
		s += fmt.Sprintf(", nl_groups=0x%x", a.Groups)
	}
	return s + "}"
}

func either(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
