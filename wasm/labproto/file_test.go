// SPDX-License-Identifier: Apache-2.0

package labproto

import (
	"bytes"
	"strings"
	"testing"
)

func TestFileThereAndBack(t *testing.T) {
	f := File{Name: "user-1.elf", Offset: MaxFilePiece, Data: bytes.Repeat([]byte{7}, MaxFilePiece)}
	got, err := ParseFile(f.AppendPayload(nil))
	if err != nil || got.Name != f.Name || got.Offset != f.Offset || !bytes.Equal(got.Data, f.Data) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	for _, f := range []File{
		{}, {Name: ".."}, {Name: "-x"}, {Name: "a/b"}, {Name: "a b"}, {Name: "a\x00"}, {Name: strings.Repeat("a", MaxName+1)},
		{Name: "a", Offset: MaxFileSize + 1}, {Name: "a", Data: make([]byte, MaxFilePiece+1)},
	} {
		if _, err := ParseFile(f.AppendPayload(nil)); err == nil {
			t.Errorf("%.20q at %d, %d bytes: taken", f.Name, f.Offset, len(f.Data))
		}
	}
}
