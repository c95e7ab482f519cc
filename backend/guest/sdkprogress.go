// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"bufio"
	"io"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// The length of an SDK's making in steps: each package is fetched, unpacked and
// set up, and then the archive of it all is read, a step for each 4 MiB. The
// first guess of the packages is what the recipe took when it was written; apt
// says the real number on the way, in two parts.
const (
	stepsPerPackage = 3
	usualPackages   = 140
	archiveStep     = 4 << 20
	usualArchive    = 512 << 20
)

// sdkProgress follows mmdebstrap's log and archive.
type sdkProgress struct {
	o *Options

	mu       sync.Mutex
	packages int   // known from apt so far
	steps    int   // of packages
	bytes    int64 // of the archive
	told     int64 // steps that were last reported
	last     []string
}

func newSDKProgress(o *Options) *sdkProgress {
	p := &sdkProgress{o: o}
	p.report(func() {})
	return p
}

// lastLines is how many lines of the log go into an error.
const lastLines = 12

var newlyInstalled = regexp.MustCompile(`^\d+ upgraded, (\d+) newly installed`)

// readLog reads mmdebstrap's log to its end.
func (p *sdkProgress) readLog(r io.Reader) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	fetching := false // before packages, apt fetches their lists
	for lines.Scan() {
		line := lines.Text()
		p.report(func() {
			if m := newlyInstalled.FindStringSubmatch(line); m != nil {
				n, err := strconv.Atoi(m[1])
				if err != nil {
					return
				}
				p.packages += n
				fetching = true
			}
			if fetching && strings.HasPrefix(line, "Get:") || strings.HasPrefix(line, "Unpacking ") || strings.HasPrefix(line, "Setting up ") {
				p.steps++
			}
			if strings.TrimSpace(line) != "" {
				p.last = append(p.last, line)
				p.last = p.last[max(0, len(p.last)-lastLines):]
			}
		})
	}
	// A line beyond all measure ends the reading of lines, not of the pipe.
	_, _ = io.Copy(io.Discard, r)
}

// report changes the state and tells how far the making is.
func (p *sdkProgress) report(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
	total := int64(stepsPerPackage*max(p.packages, usualPackages)) + max(p.bytes, usualArchive)/archiveStep
	done := min(int64(p.steps), int64(stepsPerPackage*max(p.packages, usualPackages))) + p.bytes/archiveStep
	if done > p.told || p.told == 0 {
		p.told = done
		p.o.progress("sdk", done, total)
	}
}

// count passes the archive through and counts it.
func (p *sdkProgress) count(r io.Reader) io.Reader { return &counted{r, p} }

type counted struct {
	r io.Reader
	p *sdkProgress
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.p.report(func() { c.p.bytes += int64(n) })
	return n, err
}

// tail gives the log's last lines.
func (p *sdkProgress) tail() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.last, "\n")
}
