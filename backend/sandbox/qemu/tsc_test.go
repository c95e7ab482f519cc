// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// TestMeasureTSC measures twice: the counter's rate is one, and not absurd.
func TestMeasureTSC(t *testing.T) {
	a, b := measureTSC(), measureTSC()
	if !hasTSC {
		if a != 0 || tscArgs(a) != "" {
			t.Errorf("%d kHz of a counter that is not there, %q", a, tscArgs(a))
		}
		return
	}
	if a < 100_000 || a > 20_000_000 || math.Abs(float64(a-b)) > tscTolerance*float64(a) {
		t.Errorf("measured %d and %d kHz", a, b)
	}
}

func TestCheckTSC(t *testing.T) {
	path := filepath.Join(t.TempDir(), tscFile)
	if err := checkTSC(path, 2_000_000); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a file: %v", err)
	}
	for text, good := range map[string]bool{"2000000\n": true, "2003000": true, "2100000": false, "1900000": false, "": false, "fast": false, "0": false} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := checkTSC(path, 2_000_000); good && err != nil || !good && !errors.Is(err, errDamaged) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
