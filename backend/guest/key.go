// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
)

// key hashes named parts into a folder name.
type key struct{ h []byte }

func newKey(recipe string) *key { return (&key{}).add("recipe", []byte(recipe)) }

func (k *key) add(name string, content []byte) *key {
	h := sha256.New()
	h.Write(k.h)
	fmt.Fprintf(h, "%s %d\n", name, len(content))
	h.Write(content)
	k.h = h.Sum(nil)
	return k
}

func (k *key) addFile(name, path string) error {
	sum, err := hashFile(path)
	if err != nil {
		return err
	}
	k.add(name, sum)
	return nil
}

// String is 16 hex digits: enough for a cache that holds a handful.
func (k *key) String() string { return hex.EncodeToString(k.h[:8]) }

// hashFile gives a file's SHA-256.
func hashFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return nil, err
	}
	return h.Sum(nil), nil
}
