// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"netlinklab/backend/oops"
	"netlinklab/wasm/labproto"
)

// bug is a kernel module's: what it declares, and what input does, in lines of
// which one is marked as the one to blame.
type bug struct {
	declares, does string
	kind           oops.Kind
}

const blame = " // blame"

// bugs are those that beginners write.
var bugs = map[string]bug{
	"NULL dereference": {"static int *volatile missing;", "*missing = 1;" + blame, oops.NullDereference},
	"wild pointer":     {"static int *volatile wild = (int *)0xdead4ead00000000;", "*wild = 1;" + blame, oops.BadPointer},
	"kfree_skb twice":  {"", "kfree_skb(skb);" + blame + "\nkfree_skb(skb);\nreturn;", oops.DoubleFree},
	"kfree twice":      {"static char *volatile p;", "p = kmalloc(64, GFP_KERNEL);\nkfree(p);\nkfree(p);" + blame, oops.DoubleFree},
	"write after free": {"static char *volatile p;", "p = kmalloc(64, GFP_KERNEL);\nkfree(p);" + blame + "\np[8] = 1;\nfor (int i = 0; i < 100; i++)\n\tp = kmalloc(64, GFP_KERNEL);", oops.UseAfterFree},
	"write too far":    {"static char *volatile p;", "p = kmalloc(60, GFP_KERNEL);\np[66] = 1;\nkfree(p);" + blame, oops.OutOfBounds},
	"lock twice":       {"static DEFINE_SPINLOCK(l);\nstatic DEFINE_MUTEX(m);", "mutex_lock(&m);\nspin_lock(&l);\nmutex_lock(&m);" + blame, oops.SleepInAtomic},
	"sleep in atomic":  {"static DEFINE_SPINLOCK(l);", "spin_lock(&l);\nmsleep(20);" + blame + "\nspin_unlock(&l);", oops.SleepInAtomic},
	"interrupts off":   {"", "local_irq_disable();\nfor (;;)\n\tcpu_relax();" + blame, oops.Stuck},
	"BUG_ON":           {"static volatile int n = 1;", "BUG_ON(n == 1);" + blame, oops.Bug},
	"WARN_ON":          {"static volatile int n = 1;", "WARN_ON(n == 1);" + blame, oops.Warning},
	"division":         {"static volatile int n;", "pr_info(\"%d\\n\", 7 / n);" + blame, oops.Divide},
	"recursion": {"static noinline int descend(volatile int n)\n{\n\tvolatile char room[512];\n\n\troom[n & 511] = n;\n\treturn descend(n + 1) + room[n & 511];" + blame + "\n}",
		"pr_info(\"%d\\n\", descend(1));", oops.StackOverflow},
	"list_del twice": {"static LIST_HEAD(all);\nstatic struct list_head item;", "list_add(&item, &all);\nlist_del(&item);\nlist_del(&item);" + blame, oops.ListCorruption},
}

// source is the bug in a module that compiles.
func (b bug) source() string {
	return strings.NewReplacer(
		"static struct sock *nl;", "#include <linux/delay.h>\n#include <linux/list.h>\n#include <linux/mutex.h>\n#include <linux/slab.h>\n#include <linux/spinlock.h>\nstatic struct sock *nl;\n"+b.declares,
		"\tstruct sk_buff *out = nlmsg_new(4, GFP_KERNEL);\n", "\t"+strings.ReplaceAll(b.does, "\n", "\n\t")+"\n\tstruct sk_buff *out = nlmsg_new(4, GFP_KERNEL);\n",
	).Replace(answeringModule)
}

// hangMillis is the limit of a run that only ends at it: its kernel hangs, or goes
// on and leaves its program without an answer, as soon as the program has run,
// which takes a tenth of that.
const hangMillis = 6000

// unanswered are bugs that a kernel survives and whose program waits for ever.
var unanswered = []string{"kfree_skb twice", "lock twice"}

// TestBugs runs modules with bugs: each is told as what it is, with the line.
func TestBugs(t *testing.T) {
	for name, b := range bugs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var o labRun
			if b.kind == oops.Stuck || slices.Contains(unanswered, name) {
				o.millis = hangMillis
			}
			tr := labOnBed(t, o, map[string]string{"module.c": b.source(), "user.c": askingProgram})
			var note labproto.Event
			for _, e := range tr.Events {
				if e.Kind == labproto.KindNote && e.Name == labproto.NoteOops {
					note = e
				}
			}
			line := 1 + strings.Count(b.source()[:strings.Index(b.source(), blame)], "\n")
			if note.Arg("kind") != string(b.kind) || note.Arg("file") != "module.c" || note.Arg("module") != "lab" {
				t.Errorf("%v\n%s", note.Args, note.Text)
			}
			// The processor is somewhere in the loop when it is asked, and a full
			// stack may have ended anywhere in the function.
			near := b.kind == oops.Stuck || b.kind == oops.StackOverflow
			if got := note.Arg("line"); got != fmt.Sprint(line) && !(near && strings.Contains(fmt.Sprint(line-4, line-3, line-2, line-1), got)) {
				t.Errorf("line %s, not %d\n%s", got, line, note.Text)
			}
			if end := tr.Events[len(tr.Events)-1]; end.Kind != labproto.KindEnd || int(end.Seq) != len(tr.Events) {
				t.Errorf("the last event is %+v", end)
			}
		})
	}
}
