// SPDX-License-Identifier: Apache-2.0

package hextext

import (
	"strings"

	"netlinklab/wasm/nlmsg"
)

// calls are the system calls that carry a socket's bytes, and whether they send.
var calls = [...]struct {
	name  string
	sends bool
}{
	{"sendto", true}, {"sendmsg", true}, {"sendmmsg", true}, {"send", true}, {"write", true}, {"writev", true},
	{"recvfrom", false}, {"recvmsg", false}, {"recvmmsg", false}, {"recv", false}, {"read", false}, {"readv", false},
	{"socket", false},
}

// straceCall gives the name of the call that a line of strace's begins or
// resumes, and "" for any other line.
func straceCall(l string) string {
	_, l = stracePrefix(l)
	resumed := strings.TrimPrefix(l, "<... ")
	if resumed != l {
		l = resumed
	}
	for _, c := range calls {
		if rest, ok := strings.CutPrefix(l, c.name); ok {
			if resumed == l && strings.HasPrefix(rest, " resumed>") {
				return c.name
			}
			if strings.HasPrefix(rest, "(") && len(rest) > 1 && rest[1] != ')' {
				return c.name
			}
		}
	}
	return ""
}

// stracePrefix takes off what -f, -Y, -t, -r, -n and -i put in front: a process
// and its name, a time, the call's number, the address that it came from.
func stracePrefix(l string) (pid, rest string) {
	rest = strings.TrimLeft(l, " \t")
	if after, ok := strings.CutPrefix(rest, "[pid "); ok {
		if p, tail, ok := strings.Cut(after, "] "); ok {
			p, _, _ = strings.Cut(strings.TrimSpace(p), "<")
			pid, rest = p, tail
		}
	}
	for {
		rest = strings.TrimLeft(rest, " ")
		if in, tail, ok := strings.Cut(rest, "] "); ok && strings.HasPrefix(in, "[") && allHex(strings.TrimLeft(in[1:], " ")) {
			rest = tail
			continue
		}
		word, tail, ok := strings.Cut(rest, " ")
		name := strings.IndexByte(word, '<')
		if ok && name > 0 && strings.HasSuffix(word, ">") {
			word = word[:name]
		}
		if !ok || word == "" || !clock(word) {
			return pid, rest
		}
		if pid == "" && !strings.ContainsAny(word, ":.") {
			pid = word
		}
		rest = tail
	}
}

// straceReader follows the sockets of a trace.
type straceReader struct {
	*reader
	protocols map[string]int    // by "pid fd"
	cut       map[string]string // a process's call that another's interrupted
	call      traced            // the last one
	goesOn    bool              // the next row of a dump belongs to the same datagram
}

// traced is a call whose bytes are looked for.
type traced struct {
	line      int
	protocol  int
	direction Direction
	text      string // the call's line
	at        int    // where text begins in its line
	skip      bool   // nobody asked for its bytes: no netlink, or a look ahead
	dumped    bool   // its bytes come as a dump
}

func (r *reader) strace() {
	s := straceReader{reader: r, protocols: map[string]int{}, cut: map[string]string{}}
	s.call.skip = true
	for i, l := range r.lines {
		l = strings.TrimRight(l, "\r")
		switch {
		case strings.HasPrefix(l, " | "):
			s.dumped(i+1, l)
		case strings.HasPrefix(l, " * "):
			// " * 4 bytes in buffer 1" goes on with the datagram of buffer 0.
			s.goesOn = !strings.HasSuffix(l, " in buffer 0") && !strings.Contains(l, " in vector ")
		case straceCall(l) != "":
			s.finish()
			s.called(i+1, l)
		}
	}
	s.finish()
}

func (s *straceReader) called(line int, l string) {
	pid, text := stracePrefix(l)
	if head, ok := strings.CutSuffix(text, " <unfinished ...>"); ok {
		s.cut[pid] = head
		return
	}
	name := straceCall(l)
	if i := strings.Index(text, " resumed>"); strings.HasPrefix(text, "<... ") && i > 0 {
		text = s.cut[pid] + text[i+len(" resumed>"):]
		delete(s.cut, pid)
	}
	args, result, ok := splitCall(text)
	if !ok || strings.HasPrefix(result, "-1") {
		return
	}
	fd := firstArg(args)
	if name == "socket" {
		s.opened(pid, args, result)
		return
	}
	c := traced{line: line, protocol: s.protocol(pid, fd), direction: Received, text: text, at: len(l) - len(text)}
	for _, k := range calls {
		if k.name == name && k.sends {
			c.direction = Sent
		}
	}
	c.skip = c.protocol == notNetlink || peeks(args)
	s.call = c
}

// notNetlink stands for a socket, or a file, that is something else.
const notNetlink = -2

func (s *straceReader) opened(pid, args, fd string) {
	parts := strings.Split(args, ", ")
	if len(parts) != 3 {
		return
	}
	protocol := notNetlink
	if d := parts[0]; d == "AF_NETLINK" || d == "0x10" || d == "16" || strings.HasPrefix(d, "0x10 /*") {
		protocol = protocolNumber(parts[2])
	}
	fd, _, _ = strings.Cut(fd, "<")
	s.protocols[pid+" "+fd] = protocol
}

// protocol tells a descriptor's netlink protocol, from the trace or from what
// -yy writes behind it: 3<NETLINK:[ROUTE:4711]>.
func (s *straceReader) protocol(pid, fd string) int {
	number, about, _ := strings.Cut(fd, "<")
	if rest, ok := strings.CutPrefix(about, "NETLINK:["); ok {
		if name, _, ok := strings.Cut(rest, ":"); ok {
			return protocolNumber("NETLINK_" + name)
		}
	}
	if p, ok := s.protocols[pid+" "+number]; ok {
		return p
	}
	if p, ok := s.protocols[" "+number]; ok {
		return p
	}
	return -1
}

// protocolNames are the names of include/uapi/linux/netlink.h, by number.
var protocolNames = [...]string{"ROUTE", "UNUSED", "USERSOCK", "FIREWALL", "SOCK_DIAG", "NFLOG", "XFRM", "SELINUX",
	"ISCSI", "AUDIT", "FIB_LOOKUP", "CONNECTOR", "NETFILTER", "IP6_FW", "DNRTMSG", "KOBJECT_UEVENT", "GENERIC", "",
	"SCSITRANSPORT", "ECRYPTFS", "RDMA", "CRYPTO", "SMC"}

func protocolNumber(s string) int {
	s = strings.TrimSpace(s)
	if name, ok := strings.CutPrefix(s, "NETLINK_"); ok {
		if name == "INET_DIAG" {
			name = "SOCK_DIAG"
		}
		for i, n := range protocolNames {
			if n == name && n != "" {
				return i
			}
		}
		return -1
	}
	s, _, _ = strings.Cut(s, " ")
	if n, ok := nlmsg.ParseUint(s, 0, 8); ok {
		return int(n)
	}
	return -1
}

// dumped reads a row of the dump that -e write=all and -e read=all add.
func (s *straceReader) dumped(line int, l string) {
	w, ok := parseRow(strings.TrimSuffix(l[len(" | "):], "|"))
	if !ok {
		s.problem(line, 4, NotHex)
		return
	}
	if s.call.skip {
		return
	}
	if s.open == nil || w.offset == 0 && !s.goesOn {
		p := s.begin(line)
		p.Protocol, p.Direction = s.call.protocol, s.call.direction
	}
	s.call.dumped = true
	s.add(line, w.column+3, w.bytes...)
}

// finish takes the bytes of a call without a dump from its strings.
func (s *straceReader) finish() {
	c := s.call
	s.call, s.goesOn = traced{skip: true}, false
	if c.skip || c.dumped {
		s.flush()
		return
	}
	args, _, _ := splitCall(c.text)
	_, rest, _ := strings.Cut(args, ", ")
	at := c.at + strings.Index(c.text, rest)
	var strs []stringAt
	switch {
	case strings.HasPrefix(rest, `"`):
		strs = []stringAt{{rest, at}}
	case strings.Contains(rest, "nlmsg_len="):
		fields, begins := rest, at
		if i := strings.Index(rest, "iov_base="); i >= 0 && i < strings.Index(rest, "nlmsg_len=") {
			i += len("iov_base=")
			if j := strings.Index(rest[i:], "iov_base="); j >= 0 {
				s.problem(c.line, at+i+j+1, Decoded) // only the first piece begins with a header
				return
			}
			fields, begins = rest[i:], at+i
		}
		p := s.begin(c.line)
		p.Protocol, p.Direction, p.Fields, p.Column = c.protocol, c.direction, fields, begins+1
		s.flush()
		return
	default:
		const mark = `iov_base="`
		for from := 0; ; from++ {
			i := strings.Index(rest[from:], mark)
			if i < 0 {
				break
			}
			from += i + len(mark) - 1
			strs = append(strs, stringAt{rest[from:], at + from})
		}
	}
	if len(strs) == 0 {
		return
	}
	p := s.begin(c.line)
	p.Protocol, p.Direction = c.protocol, c.direction
	for _, str := range strs {
		s.quoted(c.line, str)
	}
	s.flush()
}

// stringAt is a text from a quote on, and the quote's place in its line, from 0.
type stringAt struct {
	text string
	at   int
}

func (s *straceReader) quoted(line int, q stringAt) {
	var b []byte
	for i := 1; i < len(q.text); {
		switch c := q.text[i]; c {
		case '"':
			s.add(line, q.at+1, b...)
			if strings.HasPrefix(q.text[i+1:], "...") {
				s.problem(line, q.at+i+2, Shortened)
			}
			return
		case '\\':
			v, n, ok := escape(q.text[i:])
			if !ok {
				s.problem(line, q.at+i+1, BadEscape)
			} else {
				b = append(b, v)
			}
			i += n
		default:
			b = append(b, c)
			i++
		}
	}
	s.add(line, q.at+1, b...)
	s.problem(line, q.at+1, OpenString)
}

// splitCall cuts "name(args) = result".
func splitCall(l string) (args, result string, ok bool) {
	_, rest, ok := strings.Cut(l, "(")
	if !ok {
		return "", "", false
	}
	i := strings.LastIndex(rest, ") = ")
	j := strings.LastIndex(rest, ")")
	if k := strings.LastIndex(rest, "= "); i < 0 && k > j && j >= 0 { // columns of blanks before the =
		return rest[:j], rest[k+2:], true
	}
	if i < 0 {
		return rest, "", true // a line cut short may still hold the bytes
	}
	return rest[:i], rest[i+len(") = "):], true
}

func firstArg(args string) string {
	if i := strings.IndexByte(args, ','); i >= 0 {
		return args[:i]
	}
	return args
}

// peeks says whether a receiving call leaves the datagram where it is: the next
// call has it again.
func peeks(args string) bool {
	const msgPeek = 2
	last := args[strings.LastIndex(args, ", ")+1:]
	if strings.Contains(args, "MSG_PEEK") {
		return true
	}
	if !strings.HasPrefix(strings.TrimSpace(args[strings.IndexByte(args, ',')+1:]), "{msg_name=") {
		return false
	}
	n, ok := nlmsg.ParseUint(strings.TrimSpace(last), 0, 32)
	return ok && n&msgPeek != 0
}

// clock says that a word is made of what times and process ids are.
func clock(word string) bool {
	for i := range len(word) {
		if c := word[i]; c > ':' || c < '.' || c == '/' {
			return false
		}
	}
	return true
}
