// SPDX-License-Identifier: Apache-2.0

//go:build !amd64

package confine

// rules are for the architecture that guests have.
var rules []rule
