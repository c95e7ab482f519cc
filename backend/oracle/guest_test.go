// SPDX-License-Identifier: Apache-2.0

package oracle_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netlinklab/wasm/nlbuild"
	"netlinklab/wasm/nlmsg"
	"netlinklab/wasm/nlspec"
)

// order is a message for the kernel.
type order struct {
	// document is what nlbuild makes the message of, or a list for one datagram.
	document json.RawMessage
	// name is what a document without names is about.
	name string
	// refused is the errno that the kernel should answer, empty for none.
	refused string
	// silent says that no answer has to come.
	silent bool
	// empty says that a dump may have nothing in it.
	empty    bool
	bytes    []byte
	protocol int32
}

// orderFile is one of testdata/guest: what to load, which sockets to hold open
// and what program to run, then what to send.
type orderFile struct {
	Modules []string
	Sockets []held
	// Program is a C file of testdata/guest that runs while orders are sent.
	Program string
	Orders  []json.RawMessage
}

// exception is an order that does not simply succeed, and why.
type exception struct {
	Refused string
	Empty   bool
	Silent  bool
	Why     string
	Order   json.RawMessage
}

func parseOrder(t *testing.T, raw json.RawMessage, generic []nlmsg.GenericID) *order {
	t.Helper()
	o := &order{document: raw}
	var x exception
	if json.Unmarshal(raw, &x) == nil && x.Order != nil {
		if x.Why == "" {
			t.Errorf("an exception without a reason: %s", raw)
		}
		o.document, o.refused, o.empty, o.silent = x.Order, x.Refused, x.Empty, x.Silent
	}
	r, err := nlbuild.Build(o.document, nlbuild.Options{Generic: generic})
	if err != nil {
		t.Errorf("%s: %v", o.document, err)
		return nil
	}
	o.bytes, o.protocol = r.Bytes, r.Protocol
	return o
}

// TestGuestKernel makes devices, addresses, rules and whatever else there is to
// dump in a guest, asks for all of it, and hears what the kernel tells about it.
// Nothing in any of these messages may be unknown or wrong.
func TestGuestKernel(t *testing.T) {
	files, err := filepath.Glob("testdata/guest/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no orders: %v", err)
	}
	seen := map[nlspec.Message]bool{}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var f orderFile
			if err := json.Unmarshal(text, &f); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			k := newKernel(t) // which has not the memory for the modules of them all
			k.load(f.Modules)
			k.sockets = f.Sockets
			if f.Program != "" {
				k.program = k.compile(f.Program)
			}
			var orders []*order
			for _, raw := range f.Orders {
				if o := parseOrder(t, raw, nil); o != nil {
					orders = append(orders, o)
				}
			}
			for _, a := range k.ask(orders, classicGroups) {
				a.check(t, nil, seen)
			}
		})
	}
	t.Logf("%d kinds of messages", len(seen))
}

// check reads every message of an order's and complains of what is not known.
func (a *asked) check(t *testing.T, generic []nlmsg.GenericID, seen map[nlspec.Message]bool) {
	t.Helper()
	if a.errno != "" {
		t.Errorf("%s: %s", a.document, a.errno)
	}
	clean(t, a.document, a.bytes, nlmsg.Options{Protocol: a.protocol, Direction: nlspec.FromUser, Generic: generic}, seen)
	found := outcome{}
	for _, b := range a.replies {
		found.add(clean(t, a.document, b, nlmsg.Options{Protocol: a.protocol, Direction: nlspec.FromKernel, Generic: generic}, seen))
	}
	for _, b := range a.events {
		clean(t, a.document, b, nlmsg.Options{Protocol: a.protocol, Direction: nlspec.FromKernel, Generic: generic}, seen)
	}
	switch {
	case found.errno != a.refused:
		t.Errorf("the kernel says %q %s, not %q: %s %s", found.errno, found.text, a.refused, a.name, a.document)
	case found.ends == 0 && found.messages == 0 && !a.silent:
		t.Errorf("no answer to %s", a.document)
	case found.dump && found.messages == 0 && !a.empty && a.refused == "":
		t.Errorf("nothing to dump by %s", a.document)
	}
}

// outcome is what replies say together.
type outcome struct {
	errno, text    string
	ends, messages int
	dump           bool
}

func (o *outcome) add(t *nlmsg.Tree) {
	for i := range t.Spans {
		if s := &t.Spans[i]; s.Kind == nlmsg.KindMessage && s.Parent < 0 {
			switch t.SpanName(i) {
			case "NLMSG_ERROR":
				o.ends++
			case "NLMSG_DONE":
				o.ends++
				o.dump = true
			default:
				o.messages++
			}
		}
	}
	for i := range t.Nodes {
		n := &t.Nodes[i]
		if n.Leaf && n.Name == "error" {
			if _, name, _ := strings.Cut(t.Text(i), " "); name != "" {
				o.errno = name
			} else if t.Text(i) != "0" && t.Text(i) != "" && o.ends > 0 {
				o.errno = t.Text(i)
			}
		}
		if n.Leaf && n.Parent >= 0 && t.Nodes[n.Parent].Name == "NLMSGERR_ATTR_MSG" && n.Kind == nlmsg.KindPayload {
			o.text = t.Text(i)
		}
	}
}

// clean decodes a datagram and names each problem by the nodes around it.
func clean(t *testing.T, document []byte, b []byte, o nlmsg.Options, seen map[nlspec.Message]bool) *nlmsg.Tree {
	t.Helper()
	tree := nlmsg.Decode(b, o)
	for i := range tree.Spans {
		if m := tree.Spans[i].Message(); m != 0 {
			seen[m] = true
		}
	}
	for _, p := range tree.Problems {
		if p.Code == nlmsg.Rejected {
			continue // what the kernel thinks of a request, and no fault of the tree
		}
		var path []string
		for n := p.Node; n >= 0; n = int(tree.Nodes[n].Parent) {
			path = append([]string{tree.Nodes[n].Name}, path...)
		}
		t.Errorf("%s at %d: %s: % x\n%.200s", p.Code, p.Offset, strings.Join(path, " "), b[p.Offset:min(p.Offset+p.Length, p.Offset+40)], document)
	}
	return tree
}
