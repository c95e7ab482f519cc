// SPDX-License-Identifier: Apache-2.0

package lessons

import (
	"embed"
	"fmt"
	"os"
	"path/filepath"
)

// skeletonFolder holds what a new lesson begins with.
const skeletonFolder = "skeleton"

//go:embed skeleton
var skeleton embed.FS

// New makes the folder of a lesson, called NN-slug, with a lab that runs and
// texts that say what belongs in their place. It gives the files that it wrote.
// A folder that is there already is left alone: fs.ErrExist.
func New(dir, name string) ([]string, error) {
	if !folder.MatchString(name) {
		return nil, fmt.Errorf("%s: a lesson is called NN-slug: two digits, then small letters, digits and dashes, such as 08-flags", name)
	}
	target := filepath.Join(dir, name)
	if err := os.Mkdir(target, 0o755); err != nil {
		return nil, err
	}
	var files []string
	for _, file := range []string{documentFile, "en.md", "zh.md"} {
		b, err := skeleton.ReadFile(skeletonFolder + "/" + file)
		if err != nil {
			return files, err
		}
		at := filepath.Join(target, file)
		if err := os.WriteFile(at, b, 0o644); err != nil {
			return files, err
		}
		files = append(files, at)
	}
	return files, nil
}
