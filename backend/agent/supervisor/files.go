// SPDX-License-Identifier: Apache-2.0

package supervisor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"netlinklab/wasm/labproto"
)

// take keeps a piece of a file that the host sends. It is not answered: a run
// that names a file of which not every piece was kept is refused.
func (s *supervisor) take(payload []byte) {
	f, err := labproto.ParseFile(payload)
	if err != nil {
		s.refuse(0, labproto.CodeFrame, "", err.Error())
		return
	}
	if f.Offset == 0 {
		delete(s.unkept, f.Name)
	}
	if _, ok := s.unkept[f.Name]; ok {
		return
	}
	if err := s.keep(f); err != nil {
		s.unkept[f.Name] = err.Error()
	}
}

// keep writes a piece to where workers find it.
func (s *supervisor) keep(f labproto.File) error {
	if s.Files == "" {
		return errors.New("this agent keeps no files")
	}
	if err := os.MkdirAll(s.Files, 0o755); err != nil {
		return err
	}
	path := filepath.Join(s.Files, f.Name)
	if f.Offset == 0 {
		return s.keepFirst(path, f.Data)
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s begins at byte %d", f.Name, f.Offset)
	case err != nil:
		return err
	case info.Size() != int64(f.Offset):
		return fmt.Errorf("%s goes on at byte %d, and %d bytes are here", f.Name, f.Offset, info.Size())
	case int(f.Offset)+len(f.Data) > labproto.MaxFileSize:
		return fmt.Errorf("%s is longer than %d bytes", f.Name, labproto.MaxFileSize)
	}
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	_, err = out.Write(f.Data)
	return errors.Join(err, out.Close())
}

// keepFirst begins a file. An older one is removed, not overwritten: a program
// that still runs keeps its own.
func (s *supervisor) keepFirst(path string, data []byte) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	entries, err := os.ReadDir(s.Files)
	if err != nil {
		return err
	}
	if len(entries) >= labproto.MaxFiles {
		return fmt.Errorf("a guest keeps at most %d files", labproto.MaxFiles)
	}
	return os.WriteFile(path, data, 0o755)
}
