// SPDX-License-Identifier: Apache-2.0

package nlmsg

// Steps is how many nodes the last Decode looked at again.
func (t *Tree) Steps() int { return t.steps }
