// SPDX-License-Identifier: Apache-2.0

package oracle_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"netlinklab/backend/guest"
	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/qemu/qemutest"
	"netlinklab/wasm/labproto"
	"netlinklab/wasm/nlspec"
)

const (
	// patience is how long one run in the guest may take.
	patience = 90 * time.Second
	// perRun is how many orders one run takes: three steps each.
	perRun = 60

	solNetlink = 270
	extAck     = 11
	dontWait   = 0x40
	// holderPort is PORT_ID of testdata/guest/holder.c.
	holderPort = 4242
	// dumpSize is more than the kernel puts in one datagram of a dump, in bytes.
	dumpSize = 64 << 10
)

// kernel is a guest's kernel that orders are sent to.
type kernel struct {
	t       *testing.T
	machine sandbox.Machine
	image   guest.Image
	runs    uint32
	loaded  map[string]bool
	sockets []held
	// program is the name of what runs while orders are sent, "" for nothing.
	program string
}

// held are the arguments of a socket that is open while orders are sent, so
// that there is one to dump.
type held struct{ Domain, Type, Protocol int32 }

// autobinds says whether a send without a destination gives the socket a port,
// before it fails (net/ipv4/af_inet.c, inet_send_prepare): a socket of UDP is
// in no dump before it has one.
func (h held) autobinds() bool {
	return h.Type == unix.SOCK_DGRAM && (h.Domain == unix.AF_INET || h.Domain == unix.AF_INET6)
}

func newKernel(t *testing.T) *kernel {
	t.Helper()
	host := qemutest.Host(t)
	return &kernel{t: t, machine: qemutest.Start(t, host), image: host.Image(), loaded: map[string]bool{}}
}

func (k *kernel) run(p labproto.Program) []labproto.Event {
	k.t.Helper()
	p.TimeoutMillis = labproto.MaxTimeoutMillis
	if err := p.Check(); err != nil {
		k.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(k.t.Context(), patience)
	defer cancel()
	k.runs++
	tr, err := sandbox.TranscribeOn(ctx, k.machine, k.runs, p, func(labproto.Event) {})
	if err != nil {
		k.t.Fatalf("after %d events: %v", len(tr.Events), err)
	}
	if last := tr.Events[len(tr.Events)-1]; last.Name != labproto.EndDone {
		k.t.Fatalf("the run ended with %s %s", last.Name, last.Text)
	}
	return tr.Events
}

// load inserts modules of the guest's kernel, and all they need.
func (k *kernel) load(names []string) {
	k.t.Helper()
	modules, err := k.image.Modules(names...)
	if err != nil {
		k.t.Fatal(err)
	}
	for _, m := range modules {
		if k.loaded[m.Name] {
			continue
		}
		k.loaded[m.Name] = true
		if err := sandbox.SendFile(k.t.Context(), k.machine, "module.ko", m.ELF); err != nil {
			k.t.Fatal(err)
		}
		events := k.run(labproto.Program{
			Files: []labproto.ProgramFile{{Name: "module.ko", ID: m.Name}},
			Steps: []labproto.Step{{Actor: "loader", Op: labproto.OpInsert, Name: "module.ko"}},
		})
		for _, e := range events {
			if e.Kind == labproto.KindReturn && e.Errno != "" && e.Errno != "EEXIST" {
				k.t.Errorf("module %s: %s", m.Name, e.Errno)
			}
		}
	}
}

// compile makes a static program of a C file with the SDK's compiler, gives it to
// the guest and gives its name there.
func (k *kernel) compile(file string) string {
	k.t.Helper()
	sources, err := filepath.Abs("testdata/guest")
	if err != nil {
		k.t.Fatal(err)
	}
	out := k.t.TempDir()
	cmd := exec.CommandContext(k.t.Context(), "bwrap", "--ro-bind", k.image.SDK, "/", "--dev", "/dev", "--tmpfs", "/tmp",
		"--ro-bind", sources, "/srv", "--bind", out, "/mnt", "--unshare-all", "--die-with-parent", "--clearenv", "--setenv", "PATH", "/usr/bin",
		"gcc", "-Wall", "-Werror", "-O2", "-static", "-o", "/mnt/program", "/srv/"+file)
	if said, err := cmd.CombinedOutput(); err != nil {
		k.t.Fatalf("%s: %v: %s", file, err, said)
	}
	elf, err := os.ReadFile(filepath.Join(out, "program"))
	if err != nil {
		k.t.Fatal(err)
	}
	name := strings.TrimSuffix(file, ".c")
	if err := sandbox.SendFile(k.t.Context(), k.machine, name, elf); err != nil {
		k.t.Fatal(err)
	}
	return name
}

// asked is an order with what the kernel answered and what it told others.
type asked struct {
	*order
	replies, events [][]byte
	errno           string
}

// ask sends each order from a socket of its protocol, reads what is there, and
// what a second socket heard that belongs to all of the protocol's groups.
func (k *kernel) ask(orders []*order, groups func(protocol int32) []uint32) []asked {
	k.t.Helper()
	var all []asked
	for len(orders) > 0 {
		n := min(perRun, len(orders))
		all = append(all, k.askSome(orders[:n], groups)...)
		orders = orders[n:]
	}
	return all
}

func (k *kernel) askSome(orders []*order, groups func(protocol int32) []uint32) []asked {
	k.t.Helper()
	all := make([]asked, len(orders))
	var p labproto.Program
	about := map[int32]int{} // step to order
	open := map[int32]bool{}
	add := func(s labproto.Step) {
		s.Actor = "client"
		p.Steps = append(p.Steps, s)
	}
	if k.program != "" {
		p.Files = []labproto.ProgramFile{{Name: k.program, ID: k.program}}
		p.Steps = append(p.Steps, labproto.Step{Actor: "holder", Op: labproto.OpExec, Name: k.program, Receiving: "held"})
	}
	for i, h := range k.sockets {
		name := fmt.Sprintf("held-%d", i)
		add(labproto.Step{Op: labproto.OpOpen, Socket: name, Domain: h.Domain, Type: h.Type, Protocol: h.Protocol})
		if h.autobinds() {
			add(labproto.Step{Op: labproto.OpSend, Socket: name, NoAddr: true, Data: []byte{0}})
		}
	}
	for i, o := range orders {
		all[i].order = o
		asks, hears := fmt.Sprintf("asks-%d", o.protocol), fmt.Sprintf("hears-%d", o.protocol)
		if !open[o.protocol] {
			open[o.protocol] = true
			for _, s := range []string{asks, hears} {
				add(labproto.Step{Op: labproto.OpOpen, Socket: s, Domain: 16, Type: 3, Protocol: o.protocol})
			}
			add(labproto.Step{Op: labproto.OpSetOption, Socket: asks, Level: solNetlink, Option: extAck, Value: []byte{1, 0, 0, 0}})
			for _, g := range groups(o.protocol) {
				add(labproto.Step{Op: labproto.OpJoin, Socket: hears, Group: g})
			}
		}
		for _, s := range []labproto.Step{
			{Op: labproto.OpSend, Socket: asks, Data: o.bytes},
			{Op: labproto.OpReceive, Socket: asks, Size: dumpSize, Count: 1000, Flags: dontWait},
			{Op: labproto.OpReceive, Socket: hears, Size: dumpSize, Count: 1000, Flags: dontWait},
		} {
			about[int32(len(p.Steps))] = i
			add(s)
		}
	}
	if k.program != "" {
		p.Steps[1].After = []string{"held"}
		add(labproto.Step{Op: labproto.OpOpen, Socket: "ends", Domain: unix.AF_NETLINK, Type: unix.SOCK_RAW, Protocol: unix.NETLINK_USERSOCK})
		add(labproto.Step{Op: labproto.OpSend, Socket: "ends", Addr: labproto.Addr{PortID: holderPort}, Data: []byte("end")})
	}
	for _, e := range k.run(p) {
		i, there := about[e.Step]
		if k.program != "" && e.Step == 0 { // what the program does is its own
			if e.Kind == labproto.KindExit && e.Ret != 0 || e.Kind == labproto.KindOutput {
				k.t.Errorf("%s: %s ends with %d: %s%s", k.program, e.Name, e.Ret, e.Text, e.Data)
			}
			continue
		}
		switch {
		case !there:
			if e.Kind == labproto.KindReturn && e.Errno != "" && e.Errno != "EDESTADDRREQ" {
				k.t.Errorf("%s: %s", e.Name, e.Errno)
			}
		case e.Kind == labproto.KindReceived && p.Steps[e.Step].Socket[0] == 'h':
			all[i].events = append(all[i].events, e.Data)
		case e.Kind == labproto.KindReceived:
			all[i].replies = append(all[i].replies, e.Data)
		case e.Kind == labproto.KindReturn && e.Errno != "" && e.Errno != "EAGAIN":
			all[i].errno = e.Errno
		}
	}
	return all
}

// classicGroups are the numbers of a classic protocol's groups.
func classicGroups(protocol int32) []uint32 {
	var all []uint32
	seen := map[uint32]bool{}
	for g := nlspec.Group(1); g.Valid(); g++ {
		if f := g.Family(); f.Protocol() == protocol && f.Generic() == "" && g.Number() != 0 && !seen[g.Number()] {
			seen[g.Number()] = true
			all = append(all, g.Number())
		}
	}
	return all
}
