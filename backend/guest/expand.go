// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// moduleLimit is more than any kernel module's size, in bytes.
const moduleLimit = 64 << 20

// expand gives a kernel module's bytes from a file as the kernel's build keeps
// it: name.ko, or packed as CONFIG_MODULE_COMPRESS_{GZIP,XZ,ZSTD} has it.
func expand(name string, b []byte) ([]byte, error) {
	var r io.Reader
	var err error
	switch filepath.Ext(name) {
	case ".ko":
		return b, nil
	case ".gz":
		r, err = gzip.NewReader(bytes.NewReader(b))
	case ".xz":
		r, err = xz.NewReader(bytes.NewReader(b))
	case ".zst":
		var z *zstd.Decoder
		if z, err = zstd.NewReader(bytes.NewReader(b), zstd.WithDecoderConcurrency(1)); err == nil {
			defer z.Close()
			r = z
		}
	default:
		return nil, errors.New("a module's file ends in .ko, .ko.gz, .ko.xz or .ko.zst")
	}
	if err != nil {
		return nil, err
	}
	out, err := io.ReadAll(io.LimitReader(r, moduleLimit+1))
	if err == nil && len(out) > moduleLimit {
		err = fmt.Errorf("it is more than %d MiB", moduleLimit>>20)
	}
	return out, err
}
