// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"context"
	"time"
)

// Interrupt implements sandbox.Interrupter with an NMI, which no kernel can mask.
// The guest does not know it and panics (panic_on_unrecovered_nmi in kernelArgs).
// What it then has to say comes before what others' machines do (watch).
func (m *machine) Interrupt(ctx context.Context) error {
	m.dying.Store(true)
	_, err := m.qmp.do(ctx, "inject-nmi", nil)
	return err
}

// KeptWaiting implements sandbox.KeptWaiting.
func (m *machine) KeptWaiting() time.Duration {
	n, err := schedNanos(m.info.PID, 1)
	if err != nil {
		return 0 // it has ended
	}
	return time.Duration(n)
}
