// SPDX-License-Identifier: Apache-2.0

package capture_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/sys/unix"

	"netlinklab/backend/capture"
	"netlinklab/wasm/nlmsg"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func directory() *capture.Directory {
	return &capture.Directory{
		Families: []capture.Family{
			{Name: "nlctrl", ID: 16, Groups: map[string]uint32{"notify": 16}},
			{Name: "nl80211", ID: 30, Groups: map[string]uint32{"scan": 6, "mlme": 5}},
			{Name: "silent", ID: 31},
		},
		Protocol: func(s string) (int32, error) {
			if s == "netfilter" {
				return 12, nil
			}
			n, err := strconv.Atoi(s)
			return int32(n), err
		},
	}
}

func TestFind(t *testing.T) {
	d := directory()
	for text, want := range map[string][]capture.Group{
		"RTNLGRP_LINK":    {{Protocol: 0, Number: 1}},
		"rtnlgrp_neigh":   {{Protocol: 0, Number: 3}},
		"nlctrl:notify":   {{Protocol: 16, Number: 16}},
		"nl80211":         {{Protocol: 16, Number: 5}, {Protocol: 16, Number: 6}},
		"netfilter":       {{Protocol: 12, Number: capture.All}},
		"netfilter:3":     {{Protocol: 12, Number: 3}},
		"nl80211:nothing": nil,
		"silent":          nil,
		"nothing":         nil,
		"netfilter:0":     nil,
		"netfilter:link":  nil,
		"":                nil,
	} {
		got, err := d.Find(text)
		if !reflect.DeepEqual(got, want) || (err == nil) != (want != nil) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
		if err != nil && text != "" && !strings.Contains(err.Error(), strings.Split(text, ":")[0]) {
			t.Errorf("%q: the error does not say what is meant: %v", text, err)
		}
	}
	if all, err := d.Find("all"); err != nil || len(all) != 32 {
		t.Errorf("all: %v, %v", all, err)
	}
	for g, want := range map[capture.Group]string{
		{Protocol: 0, Number: 1}: "RTNLGRP_LINK", {Protocol: 16, Number: 6}: "nl80211:scan", {Protocol: 30, Number: 7}: "7",
	} {
		if got := d.Name(g); got != want {
			t.Errorf("%v is called %q, not %q", g, got, want)
		}
	}
}

// TestHost hears what ip makes this host's kernel say, in a network namespace of
// the test's own.
func TestHost(t *testing.T) {
	if os.Getenv("NETLINKLAB_VM") == "" {
		t.Skip("NETLINKLAB_VM is not set")
	}
	runtime.LockOSThread() // the thread stays in the namespace, and ends with the goroutine
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		t.Fatalf("a network namespace: %v", err)
	}
	families, err := capture.Families()
	if err != nil || len(families) < 3 {
		t.Fatalf("%d families, %v", len(families), err)
	}
	d := directory()
	d.Families = families
	groups, err := d.Find("RTNLGRP_LINK")
	if err != nil {
		t.Fatal(err)
	}
	more, err := d.Find("nlctrl")
	if err != nil {
		t.Fatal(err)
	}
	l, refused, err := capture.Listen(append(groups, more...))
	if err != nil || refused != nil || l.Joined() != 2 {
		t.Fatalf("%v, refused %v", err, refused)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if out, err := exec.Command("ip", "link", "set", "lo", "up").CombinedOutput(); err != nil {
		t.Fatalf("ip: %v\n%s", err, out)
	}
	errHeard := errors.New("heard")
	err = l.Run(ctx, func(g capture.Datagram) error {
		tree := nlmsg.Decode(g.Data, nlmsg.Options{Protocol: g.Group.Protocol})
		if g.Group != groups[0] || g.PortID != 0 || g.Lost || g.Cut || tree.Nodes[0].Name != "RTM_NEWLINK" {
			t.Errorf("%+v: %s", g, tree.Nodes[0].Name)
		}
		return errHeard
	})
	if !errors.Is(err, errHeard) {
		t.Errorf("run: %v", err)
	}
}

// TestEnd ends listening from outside.
func TestEnd(t *testing.T) {
	l, _, err := capture.Listen([]capture.Group{{Protocol: unix.NETLINK_ROUTE, Number: 1}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.Run(ctx, func(capture.Datagram) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("run: %v", err)
	}
	if _, _, err := capture.Listen([]capture.Group{{Protocol: 31, Number: 1}}); !errors.Is(err, capture.ErrNothing) || !errors.Is(err, unix.EPROTONOSUPPORT) {
		t.Errorf("a protocol that is not there: %v", err)
	}
}
