// SPDX-License-Identifier: Apache-2.0

package nlspecgen_test

import (
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"netlinklab/backend/guest/guesttest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestHeaders compiles every name, number, struct size and member offset of the
// tables against the headers of the guest's kernel. The specs are newer than
// these headers, and a few names stand in no header at all: those are listed in
// testdata/missing.txt, so that a typing error cannot pass for one.
func TestHeaders(t *testing.T) {
	im, _ := guesttest.Image(t)
	byHeader := map[string][]claim{}
	total := 0
	for _, c := range claims() {
		byHeader[c.header] = append(byHeader[c.header], c)
		total++
	}
	var (
		lock    sync.Mutex
		missing []string
		group   sync.WaitGroup
		slots   = make(chan struct{}, runtime.NumCPU())
	)
	for header, claims := range byHeader {
		group.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			faults, err := compileClaims(t.Context(), im.SDK, header, claims)
			lock.Lock()
			defer lock.Unlock()
			if err != nil {
				t.Errorf("%s: %v", header, err)
			}
			for _, f := range faults {
				if f.missing {
					missing = append(missing, header+" "+f.claim.name)
				} else {
					t.Errorf("%s: %s: %s (%s): %s", header, f.claim.where, f.claim.name, f.claim.assertion, f.text)
				}
			}
		})
	}
	group.Wait()
	slices.Sort(missing)
	missing = slices.Compact(missing)
	t.Logf("%d claims about %d headers, %d names missing there", total, len(byHeader), len(missing))
	golden := filepath.Join("testdata", "missing.txt")
	text := "# Names of the tables that the headers of Linux 6.12 do not have.\n" + strings.Join(missing, "\n") + "\n"
	if *update {
		if err := os.WriteFile(golden, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	wanted := strings.Split(strings.TrimSpace(string(want)), "\n")[1:]
	for _, m := range missing {
		if !slices.Contains(wanted, m) {
			t.Errorf("not in the header, and not known to be missing there: %s", m)
		}
	}
	for _, w := range wanted {
		if !slices.Contains(missing, w) {
			t.Errorf("listed as missing, but in the header or out of the tables: %s", w)
		}
	}
}
