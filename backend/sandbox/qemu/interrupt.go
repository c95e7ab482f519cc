// SPDX-License-Identifier: Apache-2.0

package qemu

import "context"

// Interrupt implements sandbox.Interrupter with an NMI, which no kernel can mask.
// The guest does not know it and panics (panic_on_unrecovered_nmi in kernelArgs).
func (m *machine) Interrupt(ctx context.Context) error {
	_, err := m.qmp.do(ctx, "inject-nmi", nil)
	return err
}
