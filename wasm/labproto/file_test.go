// SPDX-License-Identifier: Apache-2.0

package labproto

import (
	"bytes"
	"errors"
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

func TestProgramFilesAreChecked(t *testing.T) {
	for text, path := range map[string]string{
		`{"files":[{"name":"../x","id":"a"}],"steps":[]}`:                    "files[0].name",
		`{"files":[{"name":"x"}],"steps":[]}`:                                "files[0].id",
		`{"files":[{"name":"x","id":"a"},{"name":"x","id":"b"}],"steps":[]}`: "files[1].name",
		`{"files":[{"name":"x","id":"a","size":1}],"steps":[]}`:              "files[0].size",
		`{"steps":[{"actor":"a","op":"exec","name":"/bin/sh"}]}`:             "steps[0].name",
		`{"steps":[{"actor":"a","op":"insert"}]}`:                            "steps[0].name",
	} {
		text = strings.Replace(text, `"steps":[]`, `"steps":[{"actor":"a","op":"exec","name":"x"}]`, 1)
		_, err := ParseProgramJSON([]byte(text))
		var at *PathError
		if !errors.As(err, &at) || at.Path != path {
			t.Errorf("%s: %v", text, err)
		}
	}
}
