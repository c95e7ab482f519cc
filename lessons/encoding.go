// SPDX-License-Identifier: Apache-2.0

package lessons

import (
	"bytes"
	"path"
	"strings"
	"unicode/utf8"
)

// Sizes of a lesson's files, in bytes.
const (
	maxDocument = 128 << 10 // lesson.json, and each language's prose
	maxListing  = 64 << 10  // a file to show
	maxRecorded = 1 << 20   // a transcript
)

// encoding checks what every text file has in common: UTF-8 without a byte order
// mark, Unix line ends, spaces where a tab would be invisible, a bounded size.
func (l *loader) encoding(file string, b []byte) {
	limit := maxDocument
	switch path.Dir(file) {
	case recordedFolder:
		limit = maxRecorded
	case ".":
	default:
		limit = maxListing
	}
	if len(b) > limit {
		l.fail(file, "is %d bytes long; at most %d are allowed", len(b), limit)
	}
	if bytes.HasPrefix(b, []byte("\xef\xbb\xbf")) {
		l.failLine(file, 1, "begins with a byte order mark; save it as UTF-8 without one")
	}
	for i, line := range bytes.Split(b, []byte{'\n'}) {
		switch {
		case !utf8.Valid(line):
			l.failLine(file, i+1, "is not UTF-8; save the file as UTF-8")
		case bytes.HasSuffix(line, []byte{'\r'}):
			l.failLine(file, i+1, "ends with CR LF; save the file with Unix line ends")
		default:
			continue
		}
		return // the other lines have the same
	}
	if strings.HasSuffix(file, ".json") {
		if at := bytes.IndexByte(b, '\t'); at >= 0 {
			l.failLine(file, 1+bytes.Count(b[:at], []byte{'\n'}), "holds a tab; indent with spaces")
		}
	}
}
