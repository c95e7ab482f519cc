// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

// pack makes the archive that goes into the jail, with further files of ours.
func (j *Job) pack(more ...packed) ([]byte, error) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	add := func(name string, content []byte) error {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(content)), Format: tar.FormatUSTAR}); err != nil {
			return err
		}
		_, err := w.Write(content)
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(j.Files)) {
		if err := add(name, j.Files[name]); err != nil {
			return nil, err
		}
	}
	if j.Kind == Module {
		if err := add("Kbuild", j.kbuild()); err != nil {
			return nil, err
		}
	}
	for _, m := range more {
		if err := add(m.name, m.content); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// packed is a file of ours in the archive.
type packed struct {
	name    string
	content []byte
}

// errArchive says that something other than our script has written the result.
var errArchive = errors.New("what came out of the compiler is not its archive")

// unpack reads the archive that comes out. Its writer may be hostile: names
// other than the two are refused, and its size was bounded when it was read.
func unpack(archive []byte) (binary, debug []byte, err error) {
	r := tar.NewReader(bytes.NewReader(archive))
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %w", errArchive, err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %w", errArchive, err)
		}
		switch {
		case h.Typeflag == tar.TypeReg && h.Name == binaryName:
			binary = b
		case h.Typeflag == tar.TypeReg && h.Name == debugName:
			debug = b
		default:
			return nil, nil, fmt.Errorf("%w: it holds %q", errArchive, h.Name)
		}
	}
	if len(binary) == 0 || len(debug) == 0 {
		return nil, nil, fmt.Errorf("%w: a file is missing", errArchive)
	}
	return binary, debug, nil
}
