// SPDX-License-Identifier: Apache-2.0

package compile

import "bytes"

// bounded keeps what is written to it up to a limit, and calls over once when
// there is more. It never fails its writer: that is over's to decide.
type bounded struct {
	bytes.Buffer
	limit int
	over  func()
	full  bool
}

func (b *bounded) Write(p []byte) (int, error) {
	room := b.limit - b.Len()
	if len(p) > room {
		b.Buffer.Write(p[:room])
		if !b.full {
			b.full = true
			b.over()
		}
		return len(p), nil
	}
	return b.Buffer.Write(p)
}
