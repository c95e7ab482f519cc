// SPDX-License-Identifier: Apache-2.0

//go:build linux && !js

package nlmsg_test

import (
	"encoding/binary"
	"errors"
	"strings"
	"syscall"
	"testing"

	"github.com/mdlayher/netlink"

	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

// raw sends one request to this host's own kernel and gives the datagrams that
// come back, as they are.
func raw(t *testing.T, protocol int, kind uint16, flags uint16, body []byte) [][]byte {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_NETLINK, syscall.SOCK_RAW|syscall.SOCK_CLOEXEC, protocol)
	if errors.Is(err, syscall.EPROTONOSUPPORT) {
		t.Skipf("this kernel has no netlink protocol %d", protocol)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(fd)
	if err := syscall.SetsockoptTimeval(fd, syscall.SOL_SOCKET, syscall.SO_RCVTIMEO, &syscall.Timeval{Sec: 5}); err != nil {
		t.Fatal(err)
	}
	m := nlmsg.Message{Type: kind, Flags: flags, Seq: 7, Payload: body}
	if err := syscall.Sendto(fd, m.Append(nil, false), 0, &syscall.SockaddrNetlink{Family: syscall.AF_NETLINK}); err != nil {
		t.Fatal(err)
	}
	var all [][]byte
	for {
		buf := make([]byte, 1<<17)
		n, _, err := syscall.Recvfrom(fd, buf, 0)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, buf[:n])
		for rest := buf[:n]; len(rest) >= 16; {
			length := int(binary.LittleEndian.Uint32(rest))
			switch kind := binary.LittleEndian.Uint16(rest[4:]); {
			case kind == 2 || kind == 3 || binary.LittleEndian.Uint16(rest[6:])&2 == 0:
				return all
			}
			rest = rest[min((length+3)&^3, len(rest)):]
		}
	}
}

// dumps are the questions that any kernel answers.
var dumps = []struct {
	name     string
	protocol int
	kind     uint16
	body     []byte
}{
	{"link", 0, 18, make([]byte, 16)},
	{"addr", 0, 22, make([]byte, 8)},
	{"route", 0, 26, make([]byte, 12)},
	{"neigh", 0, 30, make([]byte, 12)},
	{"rule", 0, 34, make([]byte, 12)},
	{"qdisc", 0, 38, make([]byte, 20)},
	{"neightbl", 0, 66, make([]byte, 4)},
	{"stats", 0, 94, []byte{0, 0, 0, 0, 0, 0, 0, 0, 31, 0, 0, 0}},
	{"netconf", 0, 82, make([]byte, 4)},
	{"families", 16, 16, []byte{3, 2, 0, 0}},
	{"tcp4", 4, 20, append([]byte{2, 6, 0xff, 0, 0xff, 0xff, 0xff, 0xff}, make([]byte, 48)...)},
	{"tcp6", 4, 20, append([]byte{10, 6, 0xff, 0, 0xff, 0xff, 0xff, 0xff}, make([]byte, 48)...)},
	{"udp4", 4, 20, append([]byte{2, 17, 0xff, 0, 0xff, 0xff, 0xff, 0xff}, make([]byte, 48)...)},
	{"unix", 4, 20, append([]byte{1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff}, append(make([]byte, 4), 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)...)},
	{"netlink", 4, 20, append([]byte{16, 255, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff}, make([]byte, 20)...)},
}

// exceptions are problems that are none of the kernel's.
var exceptions = map[string]string{
	"value-size INET_DIAG_INFO": "struct tcp_info grows with the kernel; the tables have its first 248 bytes, and the rest is shown as such",
}

// TestThisKernel has what this host's kernel says decoded: nothing wrong and
// nothing unknown, but what is listed.
func TestThisKernel(t *testing.T) {
	for _, d := range dumps {
		t.Run(d.name, func(t *testing.T) {
			for _, b := range raw(t, d.protocol, d.kind, uint16(netlink.Request|netlink.Dump), d.body) {
				tree := nlmsg.Decode(b, nlmsg.Options{Protocol: int32(d.protocol), Direction: nlspec.FromKernel})
				covered(t, tree)
				if tree.Spans[0].Message() == 0 && tree.SpanName(0) != "NLMSG_DONE" {
					t.Logf("the first message is %s", tree.SpanName(0))
				}
				said := map[string]bool{}
				for _, p := range tree.Problems {
					if why := exceptions[string(p.Code)+" "+tree.Nodes[p.Node].Name]; why != "" {
						t.Logf("%s: %s", p.Code, why)
						continue
					}
					text := string(p.Code) + " " + place(tree, p.Node)
					if !said[text] {
						t.Errorf("%s at %d+%d", text, p.Offset, p.Length)
					}
					said[text] = true
				}
			}
		})
	}
}

// place names a node and all around it.
func place(t *nlmsg.Tree, i int) string {
	var names []string
	for ; i >= 0; i = int(t.Nodes[i].Parent) {
		names = append([]string{t.Nodes[i].Name + "=" + t.Text(i)}, names...)
	}
	return strings.Join(names, " ")
}
