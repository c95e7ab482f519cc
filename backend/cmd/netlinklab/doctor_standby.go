// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"time"

	"netlinklab/backend/sandbox/qemu"
)

// standbyLimit is how long an emulator may take until it waits for a machine.
const standbyLimit = 30 * time.Second

// checkStandby looks at an emulator that waits for a machine, as a server's do.
func checkStandby(ctx context.Context, host *qemu.Host) finding {
	ctx, cancel := context.WithTimeout(ctx, standbyLimit)
	defer cancel()
	if err := standby(ctx, host); err != nil {
		return finding{"standby", checkNote, "no emulator waits for a machine: " + err.Error(), "machines start without, a tenth of a second later"}
	}
	return finding{"standby", checkOK, "an emulator waits for the next machine", ""}
}
