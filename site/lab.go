// SPDX-License-Identifier: Apache-2.0

package site

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"netlinklab/lessons"
	"netlinklab/wasm/labproto"
	"netlinklab/wasm/nlmsg"
)

// LabView is a lab as the server renders it.
type LabView struct {
	ID string
	// Data is the lab for the scripts, as JSON.
	Data    string
	Rows    []Row
	Steps   []StepView
	Fields  []FieldRow
	Events  []string
	Log     []string
	Sources []SourceView
	Kernel  string
	Date    string
}

// Row is one line of the byte view.
type Row struct {
	Offset string
	Cells  []Cell
}

// Cell is one byte.
type Cell struct {
	Hex, Class string
	Char       string
	// Tag is the field's letter on its first byte, else "".
	Tag string
	// Narrow and Wide name the sides where the field ends, in rows of 8 and 16.
	Narrow, Wide string
	Node         int
}

// FieldRow is a line of the field table.
type FieldRow struct {
	Offset, Tag, Name, Value, CType string
	Class                           string
	Node                            int
	// Flags are the bits of nlmsg_flags, for that field alone.
	Flags []FlagView
}

// FlagView is one bit of nlmsg_flags.
type FlagView struct {
	Name string
	Bit  uint64
	Set  bool
}

// SourceView is a highlighted source.
type SourceView struct {
	Name string
	HTML string
}

// NewLab renders a lab's first state: its message decoded, its recorded run in
// words.
func NewLab(p Page, id string, lab lessons.Lab) (LabView, error) {
	v := LabView{ID: id, Kernel: lab.Recorded.Kernel, Date: day(p, lab.Recorded.Recorded)}
	data := lab.Program.Steps[lab.Edit].Data
	tree := nlmsg.Decode(data, nlmsg.Options{Protocol: lab.Protocol})
	v.render(tree)
	v.Steps = stepViews(lab.Program, lab.Edit)
	v.Events = tellAll(p, lab.Recorded.Events)
	for _, e := range lab.Recorded.Events {
		if e.Kind == labproto.KindLog {
			v.Log = append(v.Log, e.Text)
		}
	}
	sources, err := highlighted(lab.Sources)
	if err != nil {
		return v, err
	}
	v.Sources = sources
	b, err := json.Marshal(map[string]any{
		"id": id, "date": v.Date, "protocol": lab.Protocol, "edit": lab.Edit, "hex": hex.EncodeToString(data),
		"program":  json.RawMessage(lab.Program.AppendJSON(nil)),
		"recorded": json.RawMessage(lab.Recorded.AppendJSON(nil)),
	})
	v.Data = string(b)
	return v, err
}

// highlighted are sources as the page shows them.
func highlighted(sources []lessons.Source) ([]SourceView, error) {
	out := make([]SourceView, len(sources))
	for i, s := range sources {
		html, err := lessons.Highlight(s.Text, language(s.Name))
		if err != nil {
			return nil, fmt.Errorf("source %s: %w", s.Name, err)
		}
		out[i] = SourceView{s.Name, html}
	}
	return out, nil
}

func language(file string) string {
	_, ext, _ := strings.Cut(file, ".")
	if ext == "h" {
		return "c"
	}
	return ext
}

// FieldClass is the class that colours a node's bytes: by the letter on it, or
// by its kind where it has none. The scripts make the same.
func FieldClass(n *nlmsg.Node) string {
	switch {
	case n.Kind == nlmsg.KindPadding:
		return "f-pad"
	case n.Kind == nlmsg.KindGap:
		return "f-gap"
	case n.Tag >= 'a':
		return "f-attr-" + string(rune(n.Tag))
	case n.Tag != 0:
		return "f-" + string(rune(n.Tag-'A'+'a'))
	}
	return "f-gap"
}

// tellAll puts a recorded run into words, as the scripts do for a live one.
func tellAll(p Page, events []labproto.Event) []string {
	var out []string
	for i := range events {
		if s := EventText(p, &events[i]); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// control are control sequences (ECMA-48) and carriage returns, which plain text
// leaves out; static/js/timeline/printed.js has the same.
var control = regexp.MustCompile(`\x1b(?:\[[0-9;:?]*[ -/]*[@-~]|\][^\x07]*(?:\x07|\x1b\\)|[@-Z\\-_])|\r`)

// EventText is an event in words, "" for one that needs none.
func EventText(p Page, e *labproto.Event) string {
	n := strconv.Itoa(len(e.Data))
	switch e.Kind {
	case labproto.KindEnter:
		args := make([]string, len(e.Args))
		for i, a := range e.Args {
			args[i] = a.Name + "=" + a.Value
		}
		return p.T("event.enter", "lane", e.Lane, "name", e.Name, "args", strings.Join(args, ", "))
	case labproto.KindReturn:
		ret := strconv.FormatInt(e.Ret, 10)
		if e.Errno != "" {
			ret += " " + e.Errno
		}
		return p.T("event.return", "lane", e.Lane, "name", e.Name, "ret", ret)
	case labproto.KindSent:
		if e.Remote.Groups != 0 {
			return p.T("event.sent.groups", "lane", e.Lane, "n", n, "groups", fmt.Sprintf("0x%x", e.Remote.Groups))
		}
		return p.T("event.sent", "lane", e.Lane, "n", n, "port", strconv.FormatUint(uint64(e.Remote.PortID), 10))
	case labproto.KindReceived:
		return receivedText(p, e, n)
	case labproto.KindLog:
		return p.T("event.log", "text", e.Text)
	case labproto.KindNote:
		if key := "note." + e.Name; p.Words[key] != "" {
			return p.T(key, "text", e.Text)
		}
		return p.T("event.note", "text", e.Text)
	case labproto.KindOutput:
		return p.T("event.output", "lane", e.Lane, "name", e.Name, "text", strings.TrimRight(control.ReplaceAllString(string(e.Data), ""), " \t\n"))
	case labproto.KindExit:
		return p.T("event.exit", "lane", e.Lane, "text", e.Name+" "+strconv.FormatInt(e.Ret, 10))
	case labproto.KindPanic:
		return p.T("event.panic")
	case labproto.KindFile:
		return p.T("event.file", "lane", e.Lane, "name", e.Name)
	case labproto.KindEnd:
		return p.T("event.end", "text", p.T("end."+e.Name))
	}
	return ""
}

// msgTrunc says that a datagram did not fit the buffer (MSG_TRUNC,
// include/linux/socket.h).
const msgTrunc = 0x20

func receivedText(p Page, e *labproto.Event, n string) string {
	port := strconv.FormatUint(uint64(e.Remote.PortID), 10)
	switch {
	case e.Full == 0 && e.Flags&msgTrunc != 0:
		return p.T("event.received.trunc", "lane", e.Lane, "n", n, "port", port)
	case e.Full > 0:
		return p.T("event.received.cut", "lane", e.Lane, "n", n, "full", strconv.FormatUint(uint64(e.Full), 10))
	case e.Remote.Groups != 0:
		return p.T("event.received.group", "lane", e.Lane, "n", n, "port", port, "group", fmt.Sprintf("0x%x", e.Remote.Groups))
	}
	return p.T("event.received", "lane", e.Lane, "n", n, "port", port)
}
