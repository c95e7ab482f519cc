// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// probeLimit is how long a guest may take to boot with KVM. A working KVM takes
// well under a second; one that hangs, hangs for ever.
const probeLimit = 8 * time.Second

// chooseAccel decides between KVM and TCG. That /dev/kvm opens proves nothing:
// only a guest that boots does.
func (h *Host) chooseAccel(ctx context.Context) (accel, why string, err error) {
	switch h.opts.Accel {
	case "tcg":
		return "tcg", "asked for", nil
	case "kvm":
		if err := h.tryKVM(ctx); err != nil {
			return "", "", err
		}
		return "kvm", "asked for, and a guest boots with it", nil
	case "auto", "":
	default:
		return "", "", fmt.Errorf("acceleration %q: there are auto, kvm and tcg", h.opts.Accel)
	}
	f, err := os.OpenFile("/dev/kvm", os.O_RDWR, 0)
	if err != nil {
		return "tcg", "/dev/kvm cannot be opened: " + err.Error(), nil
	}
	f.Close()
	p := h.probe(ctx)
	if p.Works {
		return "kvm", "a guest boots with it", nil
	}
	return "tcg", p.Why, ctx.Err()
}

// probed is what trying KVM has shown, kept for the life of this boot of the host.
type probed struct {
	Works bool   `json:"works"`
	Why   string `json:"why"`
}

func (h *Host) probe(ctx context.Context) probed {
	path := filepath.Join(h.opts.Cache, "probe", h.probeKey()+".json")
	var p probed
	if b, err := os.ReadFile(path); err == nil && json.Unmarshal(b, &p) == nil {
		return p
	}
	if err := h.tryKVM(ctx); err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		p.Why = fmt.Sprintf("/dev/kvm opens, but a guest does not boot within %s: %s", probeLimit, first)
	} else {
		p.Works = true
	}
	if ctx.Err() != nil {
		return p // cut short: nothing was learned
	}
	if b, err := json.Marshal(p); err == nil && os.MkdirAll(filepath.Dir(path), 0o755) == nil {
		_ = os.WriteFile(path, b, 0o644) // without it the next start asks again
	}
	return p
}

func (h *Host) probeKey() string {
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		boot = []byte("unknown")
	}
	sum := sha256.Sum256([]byte(h.version + h.opts.Image.Release))
	return strings.TrimSpace(string(boot)) + "-" + hex.EncodeToString(sum[:4])
}

// tryKVM boots a guest with KVM and throws it away.
func (h *Host) tryKVM(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()
	ram, err := newMemory()
	if err != nil {
		return err
	}
	defer ram.Close()
	m, err := h.coldBoot(ctx, "kvm", ram)
	if err != nil {
		return err
	}
	return m.Close()
}
