// SPDX-License-Identifier: Apache-2.0

//go:build !amd64

package tracer

import "errors"

// Run runs a program under the tracer. It knows x86-64 only.
func Run(Options) (Status, error) {
	return Status{}, errors.New("programs are traced on x86-64 only")
}
