// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"context"
	"fmt"

	"netlinklab/wasm/labproto"
)

// SendFile gives a machine a file for its next runs' steps to name, in pieces.
// The guest does not answer; a step that names a file which it did not take
// says so.
func SendFile(ctx context.Context, m Machine, name string, content []byte) error {
	if len(content) > labproto.MaxFileSize {
		return fmt.Errorf("%s has %d bytes; a guest takes %d", name, len(content), labproto.MaxFileSize)
	}
	for at := 0; at == 0 || at < len(content); at += labproto.MaxFilePiece {
		piece := labproto.File{Name: name, Offset: uint32(at), Data: content[at:min(at+labproto.MaxFilePiece, len(content))]}
		if err := m.Send(ctx, labproto.Frame{Type: labproto.FrameFile, Payload: piece.AppendPayload(nil)}); err != nil {
			return err
		}
	}
	return nil
}
