// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"bytes"
	"encoding/hex"
	"strconv"
	"strings"
	"testing"

	"netlinklab/backend/sandbox/sandboxtest"
	"netlinklab/wasm/labproto"
)

const (
	// manyEchoes messages in one datagram are answered by as many skbs.
	manyEchoes = 100
	// sends is how many such datagrams are sent.
	sends = 20
)

// TestModuleLeaksNothing sends the module two thousand messages in each of its
// modes, most of which it cannot answer (and none of which, with trust_pid, it
// may answer to itself: port 0 is the kernel), unloads it and counts the kernel's
// skbs: had it kept one for each message of one mode, there would be thousands.
func TestModuleLeaksNothing(t *testing.T) {
	m := start(t, newHost(t))
	read := []string{
		`{"actor":"a","op":"read","name":"/proc/slabinfo"}`,
		`{"actor":"a","op":"read","name":"/proc/net/netlink"}`,
		`{"actor":"a","op":"read","name":"/proc/modules"}`,
	}
	steps := append([]string{}, read...)
	for _, params := range []string{"", "workqueue=1", "strict=1", "trust_pid=1", "timer_ms=1"} {
		steps = append(steps,
			`{"actor":"a","op":"unload","name":"netlink_test"}`,
			`{"actor":"a","op":"load","name":"netlink_test","params":"quiet=1 `+params+`"}`,
			`{"actor":"a","op":"open","protocol":30}`)
		// The replies fill the socket's buffer soon: most are refused, and are
		// the module's to account for all the same.
		for range sends {
			steps = append(steps, `{"actor":"a","op":"send","data":"`+echoes()+`"}`)
		}
		steps = append(steps, `{"actor":"a","op":"close"}`)
	}
	steps = append(steps, `{"actor":"a","op":"unload","name":"netlink_test"}`)
	steps = append(steps, read...)
	var texts []string
	for _, e := range sandboxtest.Transcript(t, m, 1, `{"timeout_ms":60000,"steps":[`+strings.Join(steps, ",")+`]}`) {
		switch e.Kind {
		case labproto.KindFile:
			texts = append(texts, e.Text)
		case labproto.KindEnd:
			if e.Name != labproto.EndDone {
				t.Errorf("the run ended with %s %s", e.Name, e.Text)
			}
		}
	}
	if len(texts) != 2*len(read) {
		t.Fatalf("%d files were read, want %d", len(texts), 2*len(read))
	}
	before, after := skbs(t, texts[0]), skbs(t, texts[3])
	t.Logf("skbs in use: %d before, %d after", before, after)
	if after-before > manyEchoes*sends/2 {
		t.Errorf("%d skbs are in use, and %d were before: some were kept", after, before)
	}
	if !strings.Contains(texts[2], "netlink_test") || strings.Contains(texts[5], "netlink_test") {
		t.Errorf("modules before:\n%s\nafter:\n%s", texts[2], texts[5])
	}
	if families(texts[1])["30"] == 0 || families(texts[4])["30"] != 0 {
		t.Errorf("netlink sockets before:\n%s\nafter:\n%s", texts[1], texts[4])
	}
}

// echoes is a datagram of manyEchoes empty messages of type 0x10.
func echoes() string {
	message := []byte{16, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
	return hex.EncodeToString(bytes.Repeat(message, manyEchoes))
}

// skbs is how many objects of skbuff_head_cache are in use (slabinfo(5)).
func skbs(t *testing.T, slabinfo string) int {
	t.Helper()
	for line := range strings.Lines(slabinfo) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "skbuff_head_cache" {
			n, err := strconv.Atoi(f[1])
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatalf("no skbuff_head_cache in\n%s", slabinfo)
	return 0
}

// families counts the sockets of each protocol in /proc/net/netlink.
func families(table string) map[string]int {
	count := map[string]int{}
	for line := range strings.Lines(table) {
		if f := strings.Fields(line); len(f) > 1 {
			count[f[1]]++
		}
	}
	return count
}
