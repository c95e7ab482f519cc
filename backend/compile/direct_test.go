// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"bytes"
	"debug/elf"
	"errors"
	"slices"
	"testing"
)

const versioned = `#include <linux/module.h>
#include "word.h"
static int __init start(void) { pr_info(WORD "\n"); return 0; }
static void __exit stop(void) { }
module_init(start);
module_exit(stop);
MODULE_VERSION("1.2");
MODULE_LICENSE("GPL");
`

// contents are a module's sections, but for those that name its object files
// and sections, and types for BPF, which nobody asks of a learner's module.
func contents(t *testing.T, module []byte) map[string][]byte {
	t.Helper()
	f, err := elf.NewFile(bytes.NewReader(module))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, s := range f.Sections {
		if s.Type == elf.SHT_NULL || s.Type == elf.SHT_NOBITS || slices.Contains([]string{".note.gnu.build-id", ".symtab", ".strtab", ".shstrtab", ".BTF", ".BTF.base"}, s.Name) {
			continue
		}
		b, err := s.Data()
		if err != nil {
			t.Fatal(err)
		}
		if s.Name == "__versions" { // struct modversion_info, in no order
			entries := slices.SortedFunc(slices.Chunk(b, 64), bytes.Compare)
			b = bytes.Join(entries, nil)
		}
		all[s.Name] = b
	}
	return all
}

// TestDirectModulesAreKbuilds builds modules both ways, and in the other jail, as
// it is with the oldest Landlock.
func TestDirectModulesAreKbuilds(t *testing.T) {
	slow, fast, other := newCompiler(t), newCompiler(t), newCompilerIn(t, "landlock", 1)
	for _, c := range []*Compiler{fast, other} {
		if err := c.Prepare(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"", "two-words"} {
		j := Job{Kind: Module, Main: "lab-one.c", Name: name, Files: map[string][]byte{"lab-one.c": []byte(versioned), "word.h": []byte("#define WORD \"compiled\"\n")}}
		a, b := slow.must(t, j), fast.must(t, j)
		if !a.OK() || !b.OK() || len(b.Diagnostics) > 0 || b.Rest != "" {
			t.Fatalf("%v %q\n%v %q", a.Diagnostics, a.Rest, b.Diagnostics, b.Rest)
		}
		long, short := contents(t, a.Binary), contents(t, b.Binary)
		if len(long) != len(short) {
			t.Errorf("%q: %d sections, not %d", name, len(short), len(long))
		}
		for s, want := range long {
			// The hash of the sources (srcversion) has no headers in it here.
			if got := short[s]; s != ".modinfo" && !bytes.Equal(got, want) {
				t.Errorf("%q: %s has %d bytes, not the same %d", name, s, len(got), len(want))
			}
		}
		if c := other.must(t, j); !bytes.Equal(c.Binary, b.Binary) || !bytes.Equal(c.Debug, b.Debug) || c.Rest != "" {
			t.Errorf("%q: with Landlock it is another module: %d and %d bytes, not %d and %d; %v %q", name, len(c.Binary), len(c.Debug), len(b.Binary), len(b.Debug), c.Diagnostics, c.Rest)
		}
		t.Logf("make %v, directly %v", a.Took, b.Took)
	}
	// Errors keep their lines, whichever tool finds them.
	for source, want := range map[string]string{
		"#include <linux/module.h>\nint x = y;\nMODULE_LICENSE(\"GPL\");\n":                                                        "hello.c:2:9: error: 'y' undeclared here (not in a function)",
		"#include <linux/module.h>\nint nobody(void);\nint f(void);\nint f(void) { return nobody(); }\nMODULE_LICENSE(\"GPL\");\n": "error: the kernel exports no symbol nobody",
		"#include <linux/module.h>\n": "error: missing MODULE_LICENSE()",
	} {
		for _, c := range []*Compiler{fast, other} {
			r := c.must(t, kernelModule(source))
			if r.OK() || len(r.Diagnostics) == 0 || r.Diagnostics[len(r.Diagnostics)-1].String() != want {
				t.Errorf("%s: %v %q", c.Confinement().Name, r.Diagnostics, r.Rest)
			}
		}
	}
}

func TestStrangeKbuildIsLeftToMake(t *testing.T) {
	if _, err := readDirect(nil, nil); !errors.Is(err, errDirect) {
		t.Error(err)
	}
}
