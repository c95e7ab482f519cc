// SPDX-License-Identifier: Apache-2.0

package xray

import (
	"fmt"
	"strings"
	"testing"
)

func brief(calls []Call) string {
	var b strings.Builder
	for _, c := range calls {
		way := "<"
		if c.Enter {
			way = ">"
		}
		fmt.Fprintf(&b, "%s %d %s[%s] depth %d cpu %d at %d took %d; ", way, c.PID, c.Name, c.Module, c.Depth, c.CPU, c.Time, c.Duration)
	}
	return b.String()
}

// The lines are a 6.12 kernel's.
func TestLines(t *testing.T) {
	for line, want := range map[string]string{
		"    9.562664 |   0)    user-169    |               |    netlink_unicast() {":                        "> 169 netlink_unicast[] depth 1 cpu 0 at 9562664000 took 0; ",
		"    9.563263 |   0)    user-169    |               |      nltest_input [netlink_test]() {":          "> 169 nltest_input[netlink_test] depth 2 cpu 0 at 9563263000 took 0; ",
		"    9.561909 |   3)    a|b-c-169   |   2.604 us    |  netlink_autobind.isra.0();":                   "> 169 netlink_autobind.isra.0[] depth 0 cpu 3 at 9561909000 took 0; < 169 netlink_autobind.isra.0[] depth 0 cpu 3 at 9561911604 took 2604; ",
		"    9.151149 |   0)    user-169    | * 15625.96 us |        } /* nltest_datagram [netlink_test] */": "< 169 nltest_datagram[netlink_test] depth 3 cpu 0 at 9151149000 took 15625960; ",
		"    9.151318 |   0)    user-169    | @ 2500000 us  |  } /* netlink_sendmsg */":                      "< 169 netlink_sendmsg[] depth 0 cpu 0 at 9151318000 took 2500000000; ",
		" 0)    user-169    =>   agent-139 ":                                                                 "",
		" ------------------------------------------":                                                        "",
		"CPU:0 [LOST 123 EVENTS]": "",
		"":                        "",
		"    9.151318 |   0)    user-169    |               |  /* p0: (nltest_input+0x0/0x90) */": "",
		"    9.151318 |   0)    user-x      |               |  netlink_unicast() {":               "",
		"    9.151318 |   0)    user-169    |   ?           |  netlink_unicast();":                "",
	} {
		if got := brief(parse(line)); got != want {
			t.Errorf("%s\n got %s\nwant %s", line, got, want)
		}
	}
	if !lost("CPU:0 [LOST 123 EVENTS]") || lost("    9.151318 |   0)    user-169") {
		t.Error("what was lost")
	}
}

func TestOutOfTree(t *testing.T) {
	for line, want := range map[string]string{
		"netlink_test 16384 0 - Live 0xffffffffc0201000 (O)": "netlink_test",
		"lab 12288 0 - Live 0xffffffffc020a000 (OE)":         "lab",
		"nfnetlink 20480 3 - Live 0xffffffffc0100000":        "",
		"binfmt_misc 28672 1 - Live 0xffffffffc0100000 (E)":  "",
		"": "",
	} {
		if name, _, _ := outOfTree(line); name != want {
			t.Errorf("%q: %q", line, name)
		}
	}
}

func TestStacks(t *testing.T) {
	s := &stacks{modules: map[string]string{"nltest_input": "netlink_test", "nltest_echo": "netlink_test"}}
	var got []string
	for line := range strings.Lines(`            user-173     [000] .N...     6.716616: p0: (nltest_input+0x4/0xf0 [netlink_test])
            user-173     [000] .N...     6.717592: <stack trace>
 => kprobe_trace_func
 => 0xffffffffc02080de
 => nltest_input
 => netlink_unicast
 => netlink_sendmsg
            my program-173     [000] .N...     6.717700: <stack trace>
 => nltest_echo
 => nltest_input
 => netlink_unicast
            user-17x     [000] .N...     6.717700: <stack trace>
 => nltest_input
 => netlink_unicast
 => loose
`) {
		if done := s.line(strings.TrimSuffix(line, "\n")); done != nil {
			got = append(got, fmt.Sprint(done.PID, done.Time, done.Frames))
		}
	}
	if done := s.line(""); done != nil {
		got = append(got, fmt.Sprint(done.PID, done.Time, done.Frames))
	}
	if want := "173 6717592000 [nltest_input [netlink_test] netlink_unicast netlink_sendmsg]"; strings.Join(got, "; ") != want {
		t.Errorf("%q", got)
	}
}

func FuzzLine(f *testing.F) {
	f.Add("    9.561909 |   3)    a|b-c-169   |   2.604 us    |  netlink_autobind.isra.0();")
	f.Add("    9.151149 |   0)    user-169    | * 15625.96 us |        } /* nltest_datagram [netlink_test] */")
	f.Add("            user-173     [000] .N...     6.717592: <stack trace>")
	f.Add(" => nltest_input")
	f.Fuzz(func(t *testing.T, line string) {
		for _, c := range parse(line) {
			if c.PID <= 0 || c.Depth < 0 || c.CPU < 0 || !symbol(c.Name) || c.Depth > maxLine {
				t.Errorf("%q: %+v", line, c)
			}
		}
		s := &stacks{modules: map[string]string{"nltest_input": "netlink_test"}}
		for _, l := range []string{line, " => nltest_input", " => netlink_unicast", line, ""} {
			if done := s.line(l); done != nil && (done.PID <= 0 || len(done.Frames) < 2) {
				t.Errorf("%q: %+v", line, done)
			}
		}
	})
}
