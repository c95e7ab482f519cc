// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// lockStamp holds the hash of the lock file that node_modules was made from.
const lockStamp = "static/node_modules/.netlinklab-lock"

// buildFrontEnd makes static/dist: npm ci when the lock file has changed, then
// the bundler, which itself does nothing when no source has changed.
func buildFrontEnd(ctx context.Context) error {
	if _, err := exec.LookPath("npm"); err != nil {
		return errors.New("npm is missing; install Node.js 20 or newer (https://nodejs.org or your distribution's nodejs and npm)")
	}
	lock, err := os.ReadFile("static/package-lock.json")
	if err != nil {
		return err
	}
	sum := fmt.Appendf(nil, "%x\n", sha256.Sum256(lock))
	if have, _ := os.ReadFile(lockStamp); !bytes.Equal(have, sum) {
		npm := exec.CommandContext(ctx, "npm", "ci", "--no-audit", "--no-fund")
		npm.Dir = "static"
		if err := step(ctx, "npm ci", npm); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.FromSlash(lockStamp), sum, 0o644); err != nil {
			return err
		}
	}
	return step(ctx, "front end", exec.CommandContext(ctx, "node", "static/build.mjs"))
}
