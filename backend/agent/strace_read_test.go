// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
)

// maxTraceLine bounds a line of a trace, in bytes: a datagram with each byte
// escaped, and what stands around it.
const maxTraceLine = 1 << 20

// readTrace reads what strace wrote of one process. Its calls count from where
// it takes an actor's name, and until it says that it may be looked into, after
// which it hands all that it has over to the process that goes on as the actor.
// That one made its unshare(2) before it had the name.
func readTrace(t *testing.T, s *bufio.Scanner, lanes map[string][]string, sockets map[string]map[string]bool) {
	t.Helper()
	s.Buffer(nil, maxTraceLine)
	var calls []tracedCall
	for s.Scan() {
		line := s.Text()
		if m := callPattern.FindStringSubmatch(line); m != nil {
			calls = append(calls, tracedCall{name: m[1], args: splitArgs(m[2]), ret: m[3], errno: m[4]})
		} else if m := dumpPattern.FindStringSubmatch(line); m != nil && len(calls) > 0 {
			b, err := hex.DecodeString(strings.ReplaceAll(m[1], " ", ""))
			if err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			c := &calls[len(calls)-1]
			c.data = append(c.data, b...)
		}
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	lane, before := "", []string(nil)
	for _, c := range calls {
		switch {
		case c.name == "prctl" && c.args[0] == "0xf":
			lane = strings.Trim(c.args[1], `"`)
			if sockets[lane] == nil {
				sockets[lane] = map[string]bool{}
			}
			lanes[lane] = append(lanes[lane], before...)
		case c.name == "prctl" && c.args[0] == "0x4" && lane != "":
			return
		case c.name == "unshare" && lane == "":
			before = append(before, c.String())
		case lane != "" && c.isActors(sockets[lane]):
			lanes[lane] = append(lanes[lane], c.String())
		}
	}
}

// tracedCall is a system call as strace wrote it.
type tracedCall struct {
	name       string
	args       []string
	ret, errno string
	data       []byte // what -e read and -e write dumped of it
}

// isActors says whether a step asked for the call: others are on descriptors
// that are not the actor's, or bear the agent's bookkeeping. It keeps the set of
// the actor's descriptors.
func (c *tracedCall) isActors(sockets map[string]bool) bool {
	switch c.name {
	case "socket":
		if c.errno == "" {
			sockets[c.ret] = true
		}
		return true
	case "setgroups", "setresgid", "setresuid", "unshare", "clock_nanosleep", "delete_module":
		return true
	case "prctl", "getsockname":
		return false
	case "setsockopt", "getsockopt":
		const solSocket, soRcvtimeo = "0x1", "0x14" // the limit of a receive, told with it
		return sockets[c.args[0]] && (c.args[1] != solSocket || c.args[2] != soRcvtimeo)
	case "close":
		defer delete(sockets, c.args[0])
	}
	return sockets[c.args[0]]
}

// String writes the call in the form that tell gives.
func (c *tracedCall) String() string {
	name, told := c.name, ""
	fd, addr := "fd="+c.args[0], c.addr()
	switch c.name {
	case "socket":
		told = fmt.Sprintf("domain=%d type=%d protocol=%d", number(c.args[0]), number(c.args[1]), number(c.args[2]))
	case "bind", "connect":
		told = fd + " addr=" + addr
	case "setsockopt":
		told = fd
		const solNetlink = "0x10e"
		if c.args[1] == solNetlink && (c.args[2] == "0x1" || c.args[2] == "0x2") {
			told += " group=" + strings.Trim(c.args[3], "[]")
		}
	case "getsockopt", "close":
		told = fd
	case "sendto", "sendmsg", "write", "writev":
		told = fd
		if addr != "" {
			told += " addr=" + addr
		} else if c.name == "sendto" {
			name = "send"
		}
		told += c.iovecs() + c.flags() + c.bytes()
	case "recvfrom", "recvmsg", "read", "readv":
		told = fd + c.flags() + c.bytes()
		if c.name == "recvfrom" && c.args[4] == "NULL" {
			name = "recv"
		}
		if c.errno == "" && addr != "" {
			pid, groups, _ := strings.Cut(addr, "/")
			told += fmt.Sprintf(" from=%s/%x", pid, number("0x0"+groups))
		}
		if m := msgFlags.FindStringSubmatch(c.args[1]); m != nil && c.name == "recvmsg" {
			told += fmt.Sprintf(" msg_flags=%#x", number(m[1]))
		}
	case "unshare":
		told = "flags=" + map[string]string{"0x10000000": "CLONE_NEWUSER", "0x40000000": "CLONE_NEWNET"}[c.args[0]]
	case "setresgid":
		told = fmt.Sprintf("rgid=%s egid=%s sgid=%s", c.args[0], c.args[1], c.args[2])
	case "setresuid":
		told = fmt.Sprintf("ruid=%s euid=%s suid=%s", c.args[0], c.args[1], c.args[2])
	case "clock_nanosleep":
		var sec, nsec int64
		_, _ = fmt.Sscanf(c.args[2], "{tv_sec=%d, tv_nsec=%d}", &sec, &nsec)
		told = "duration=" + (time.Duration(sec)*time.Second + time.Duration(nsec)).String()
	case "delete_module":
		told = "module=" + strings.Trim(c.args[0], `"`)
		if c.args[1] == "0x800" {
			told += " flags=O_NONBLOCK"
		}
	}
	return fmt.Sprintf("%s %s = %s %s", name, told, c.ret, c.errno)
}

// addr finds the netlink address among the arguments, as port id and groups in
// hexadecimal without leading zeros.
func (c *tracedCall) addr() string {
	for _, a := range c.args {
		if !strings.HasPrefix(a, "{sa_family=") && !strings.HasPrefix(a, "{msg_name={sa_family=") {
			continue
		}
		if m := addrPattern.FindStringSubmatch(a); m != nil {
			return m[1] + "/" + strings.TrimLeft(m[2], "0")
		}
	}
	return ""
}

func (c *tracedCall) iovecs() string {
	if n := strings.Count(c.args[1], "iov_base="); n > 1 {
		return fmt.Sprintf(" iovecs=%d", n)
	}
	return ""
}

func (c *tracedCall) flags() string {
	flags := ""
	switch c.name {
	case "sendto", "recvfrom":
		flags = c.args[3]
	case "sendmsg", "recvmsg":
		flags = c.args[2]
	}
	if n := number(flags); n != 0 {
		return fmt.Sprintf(" flags=%d", n)
	}
	return ""
}

// bytes tells what the call moved. With MSG_TRUNC strace dumps as many bytes as
// the call returned, also those behind the buffer.
func (c *tracedCall) bytes() string {
	if c.errno != "" {
		return ""
	}
	data := c.data
	if c.name == "recvfrom" {
		data = data[:min(len(data), number(c.args[2]))]
	}
	return fmt.Sprintf(" bytes=%x", data)
}

// number reads what -X raw makes of a number or of flags, such as 0x2|0x80000.
func number(s string) int {
	n := 0
	for part := range strings.SplitSeq(s, "|") {
		v, _ := strconv.ParseInt(part, 0, 64)
		n |= int(v)
	}
	return n
}

// splitArgs cuts arguments at the commas that stand in no bracket and no string.
func splitArgs(s string) []string {
	var out []string
	depth, start, quoted := 0, 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			depth--
		case c == ',' && depth == 0:
			out = append(out, s[start:i])
			start = i + 2
		}
	}
	return append(out, s[min(start, len(s)):])
}
