// SPDX-License-Identifier: Apache-2.0

package sandbox

import (
	"context"
	"fmt"
	"iter"

	"netlinklab/wasm/labproto"
)

// SendFile gives a machine a file for its next runs' steps to name, in pieces.
// The guest does not answer; a run that names a file which it could not keep is
// refused.
func SendFile(ctx context.Context, m Machine, name string, content []byte) error {
	pieces, err := FilePieces(name, content)
	if err != nil {
		return err
	}
	for f := range pieces {
		if err := m.Send(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// FilePieces gives the frames that carry a file, for a sender that may have to
// stop between two of them. A file that is begun again takes the place of one
// that was not sent to its end.
func FilePieces(name string, content []byte) (iter.Seq[labproto.Frame], error) {
	if len(content) > labproto.MaxFileSize {
		return nil, fmt.Errorf("%s has %d bytes; a guest takes %d", name, len(content), labproto.MaxFileSize)
	}
	return func(yield func(labproto.Frame) bool) {
		for at := 0; at == 0 || at < len(content); at += labproto.MaxFilePiece {
			piece := labproto.File{Name: name, Offset: uint32(at), Data: content[at:min(at+labproto.MaxFilePiece, len(content))]}
			if !yield(labproto.Frame{Type: labproto.FrameFile, Payload: piece.AppendPayload(nil)}) {
				return
			}
		}
	}, nil
}
