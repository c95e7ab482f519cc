// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"

	"netlinklab/wasm/labproto"
)

// askingInGo asks the guest's module and the kernel's routing from several
// threads, while a goroutine keeps a processor so long that the runtime has to
// interrupt it with a signal.
const askingInGo = `package main

import (
	"fmt"
	"log"
	"os"
	"sync"
	"time"

	"github.com/mdlayher/genetlink"
	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"
)

func ask(family int, m netlink.Message) []netlink.Message {
	c, err := netlink.Dial(family, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	answer, err := c.Execute(m)
	if err != nil {
		log.Fatal(err)
	}
	return answer
}

func main() {
	go func() {
		for {
		}
	}()
	time.Sleep(50 * time.Millisecond)
	var work sync.WaitGroup
	for i := range 4 {
		work.Go(func() {
			ask(30, netlink.Message{Header: netlink.Header{Type: 0x20, Flags: netlink.Request}, Data: fmt.Append(nil, "goroutine ", i, "\x00")})
		})
	}
	work.Wait()
	links := ask(unix.NETLINK_ROUTE, netlink.Message{Header: netlink.Header{Type: unix.RTM_GETLINK, Flags: netlink.Request | netlink.Dump}, Data: make([]byte, unix.SizeofIfInfomsg)})
	g, err := genetlink.Dial(nil)
	if err != nil {
		log.Fatal(err)
	}
	defer g.Close()
	f, err := g.GetFamily("nlctrl")
	fmt.Println(len(links), "link,", f.Name, err)
	os.Exit(42)
}
`

// TestLabRunOfGo runs a Go program on a machine: its threads' calls are told
// like those of a C program.
func TestLabRunOfGo(t *testing.T) {
	tr := lab(t, map[string]string{"main.go": askingInGo})
	var said string
	sent, got, threads, open := map[string]int{}, map[string]int{}, 0, map[uint32]string{}
	count := func(m map[string]int, data []byte) {
		if s := string(data[min(16, len(data)):]); strings.HasPrefix(s, "goroutine ") {
			m[strings.TrimRight(s, "\x00")]++
		}
	}
	for _, e := range tr.Events {
		switch e.Kind {
		case labproto.KindOutput:
			said += string(e.Data)
		case labproto.KindSent:
			count(sent, e.Data)
		case labproto.KindReceived:
			count(got, e.Data)
		case labproto.KindLane:
			if e.Text == "thread" {
				threads++
			}
		case labproto.KindEnter:
			open[e.Call] = e.Lane
		case labproto.KindReturn:
			if open[e.Call] != e.Lane {
				t.Errorf("%s entered a call that %s returns from", open[e.Call], e.Lane)
			}
			delete(open, e.Call)
		}
	}
	if said != "1 link, nlctrl <nil>\n" {
		t.Errorf("it says %q", said)
	}
	for _, text := range []string{"goroutine 0", "goroutine 1", "goroutine 2", "goroutine 3"} {
		if sent[text] != 1 || got[text] != 1 {
			t.Errorf("%q was sent %d times and came back %d times", text, sent[text], got[text])
		}
	}
	if threads == 0 || len(open) != 0 {
		t.Errorf("%d threads, calls without a return: %v", threads, open)
	}
	if code := labStatus(tr); code != 42 {
		t.Errorf("status %d", code)
	}
}
