// SPDX-License-Identifier: Apache-2.0

package oops

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestReports reads what the guest's kernel printed for modules with bugs.
func TestReports(t *testing.T) {
	for name, want := range map[string]struct {
		kind           Kind
		trace          string
		address        string
		freed, obtains string
	}{
		"null":         {NullDereference, "input netlink_unicast netlink_sendmsg", "0000000000000000", "", ""},
		"irqsoff":      {Stuck, "input netlink_unicast netlink_sendmsg", "", "", ""},
		"deep":         {StackOverflow, "descend descend", "", "", ""},
		"uaf":          {UseAfterFree, "object_err check_bytes_and_report.cold", "", "input netlink_unicast", "input netlink_unicast"},
		"dkfree":       {DoubleFree, "object_err free_to_partial_list.cold kfree input netlink_unicast", "", "input netlink_unicast", "input netlink_unicast"},
		"doublefree":   {DoubleFree, "object_err check_bytes_and_report.cold", "", "input netlink_unicast", "__alloc_skb netlink_sendmsg"},
		"msleepatomic": {SleepInAtomic, "dump_stack_lvl __schedule_bug.cold __schedule schedule schedule_timeout msleep input", "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := os.ReadFile("testdata/" + name + ".txt")
			if err != nil {
				t.Fatal(err)
			}
			r, ok := Read(string(b))
			if !ok || r.Kind != want.kind || r.Address != want.address {
				t.Errorf("%v %q at %q", ok, r.Kind, r.Address)
			}
			for _, part := range []struct {
				trace []Frame
				want  string
			}{{r.Trace, want.trace}, {r.Freed, want.freed}, {r.Allocated, want.obtains}} {
				var names []string
				for _, f := range part.trace {
					names = append(names, f.Function)
				}
				if got := strings.Join(names, " "); !strings.HasPrefix(got, part.want) || part.want == "" && got != "" {
					t.Errorf("%s\nnot %s", got, part.want)
				}
			}
		})
	}
}

// TestFirstLines reads beginnings of reports that are seldom seen; their words
// are the kernel's (see the package's comment for the files).
func TestFirstLines(t *testing.T) {
	for line, want := range map[string]Kind{
		"BUG: unable to handle page fault for address: ffffc90012345678":                                                          BadPointer,
		"Oops: general protection fault, probably for non-canonical address 0xdead4ead00000000: 0000 [#1] PREEMPT SMP NOPTI":      BadPointer,
		"Oops: general protection fault, probably for non-canonical address 0x6b6b6b6b6b6b6b6b: 0000 [#1] PREEMPT SMP NOPTI":      UseAfterFree,
		"Oops: general protection fault, probably for non-canonical address 0xdead000000000122: 0000 [#1] PREEMPT SMP NOPTI":      ListCorruption,
		"refcount_t: underflow; use-after-free.":                                                                                  DoubleFree,
		"refcount_t: addition on 0; use-after-free.":                                                                              UseAfterFree,
		"list_del corruption, ffff888005031900->next is LIST_POISON1 (dead000000000100)":                                          ListCorruption,
		"watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [user:168]":                                                            Stuck,
		"rcu: INFO: rcu_preempt self-detected stall on CPU":                                                                       Stuck,
		"INFO: task user:168 blocked for more than 120 seconds.":                                                                  Stuck,
		"BUG: sleeping function called from invalid context at kernel/locking/mutex.c:585":                                        SleepInAtomic,
		"BUG kmalloc-64 (Tainted: G           OE     ): Right Redzone overwritten":                                                OutOfBounds,
		"skbuff: skb_over_panic: text:ffffffffc0201010 len:9000 put:9000 head:ffff888004d3d000 data:ffff888004d3d010 tail:0x2338": OutOfBounds,
		"Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: input+0x5b/0x60 [lab]":                        OutOfBounds,
		"kernel BUG at mm/slub.c:553!":                                       DoubleFree,
		"kernel BUG at /mnt/module.c:13!":                                    Bug,
		"Oops: divide error: 0000 [#1] SMP":                                  Divide,
		"WARNING: CPU: 0 PID: 168 at /mnt/module.c:13 input+0x15/0x20 [lab]": Warning,
		"Kernel panic - not syncing: on purpose":                             Unknown,
	} {
		if r, ok := Read("[    4.237368] " + line + "\n"); !ok || r.Kind != want {
			t.Errorf("%s is %q, not %q", line, r.Kind, want)
		}
	}
	for _, line := range []string{"", "netlink_test: protocol 30 is gone", "lab: I have a BUG: none"} {
		if r, ok := Read(line); ok {
			t.Errorf("%q is %q", line, r.Kind)
		}
	}
}

// TestWarningIsNotTheCause prefers the bug that follows a warning.
func TestWarningIsNotTheCause(t *testing.T) {
	const text = "WARNING: CPU: 0 PID: 1 at a.c:1 f+0x1/0x2 [lab]\nCall Trace:\n f+0x1/0x2 [lab]\n---[ end trace 0 ]---\n" +
		"BUG: kernel NULL pointer dereference, address: 0000000000000008\nRIP: 0010:g+0x1/0x2 [lab]\nCall Trace:\n h+0x1/0x2\n"
	r, ok := Read(text)
	if !ok || r.Kind != NullDereference || len(r.Trace) != 2 || r.Trace[0].Function != "g" || !r.Trace[0].Exact {
		t.Errorf("%+v", r)
	}
}

// TestNoteWithoutSymbols says what is known when no line is.
func TestNoteWithoutSymbols(t *testing.T) {
	b, err := os.ReadFile("testdata/null.txt")
	if err != nil {
		t.Fatal(err)
	}
	e, ok := Explain(string(b), [][]byte{[]byte("no module"), nil})
	if !ok {
		t.Fatal("no bug")
	}
	var args []string
	for _, a := range e.Args {
		args = append(args, a.Name+"="+a.Value)
	}
	if want := []string{"kind=null-dereference", "function=input", "module=lab", "address=0000000000000000"}; !slices.Equal(args, want) {
		t.Errorf("%q", args)
	}
	if !strings.HasPrefix(e.Text, "input [lab]\nnetlink_unicast\n") {
		t.Errorf("%q", e.Text)
	}
	if s := Sentence(e); s != "in input: the code read or wrote through a pointer that is NULL" {
		t.Error(s)
	}
}

func TestLogKeepsWhatFollowsASign(t *testing.T) {
	var l Log
	l.Add("before")
	if l.Text() != "" {
		t.Error("kept without a sign")
	}
	l.Add("BUG: scheduling while atomic: user/167/0x00000002")
	for range 10_000 {
		l.Add("Call Trace:")
	}
	if n := len(l.Text()); n > maxLog || n < maxLog/2 || strings.Contains(l.Text(), "before") {
		t.Errorf("%d bytes are kept", n)
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"null", "irqsoff", "deep", "uaf", "msleepatomic"} {
		b, err := os.ReadFile("testdata/" + name + ".txt")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, ok := Read(text)
		if ok && (r.Kind == "" || len(r.Trace) > maxFrames || len(r.Freed) > maxFrames) {
			t.Errorf("%+v", r)
		}
		if ok {
			Sentence(r.Note())
		}
	})
}

// FuzzOpen reads forged modules: an error, or lines, but no panic.
func FuzzOpen(f *testing.F) {
	b, err := os.ReadFile("testdata/tiny.o")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := Open(b)
		if err != nil {
			return
		}
		for name := range s.functions {
			s.find(Frame{Function: name, Offset: 1})
		}
	})
}

// TestLines finds lines in an object file with two sections that both begin at
// 0, and functions inlined in one another.
func TestLines(t *testing.T) {
	b, err := os.ReadFile("testdata/tiny.o")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(b)
	if err != nil {
		t.Fatal(err)
	}
	for function, want := range map[string][]Line{
		"outer": {{"inner", "tiny.c", 6}, {"middle", "tiny.c", 11}, {"outer", "tiny.c", 16}},
		"start": {{"start", "tiny.c", 21}},
	} {
		x := s.functions[function][0]
		found := false
		for offset := range x.size {
			if slices.Equal(s.find(Frame{Function: function, Offset: offset, Exact: true}), want) {
				found = true
			}
		}
		if !found {
			t.Errorf("%s is nowhere at %v", function, want)
		}
	}
	if l := s.find(Frame{Function: "outer", Offset: 1 << 20}); l != nil {
		t.Errorf("behind its end it is at %v", l)
	}
	if l := s.find(Frame{Function: "nobody", Offset: 0}); l != nil {
		t.Errorf("nobody is at %v", l)
	}
}
