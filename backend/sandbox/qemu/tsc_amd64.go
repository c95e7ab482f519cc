// SPDX-License-Identifier: Apache-2.0

package qemu

// hasTSC says whether guests read a counter of the host's that can be read here.
const hasTSC = true

// rdtsc reads the processor's time stamp counter.
func rdtsc() uint64
