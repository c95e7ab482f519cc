// SPDX-License-Identifier: Apache-2.0

//go:build notables

package nlspec

// No tables, for the program that makes them: it must build, whatever they are.

const names = "\n"

var (
	attrs       = [...]attrRecord{{}}
	attrNames   = [...]ref{0}
	attrNumbers = [...]uint16{0}
	sets        = [...]setRecord{{}}
	subsets     = [...]uint16{0}
	subUses     = [...]subUse{{}}
	formats     = [...]formatRecord{}
	subs        = [...]subRecord{{}}
	entries     = [...]entryRecord{}
	enums       = [...]enumRecord{{}}
	members     = [...]memberRecord{{}}
	layouts     = [...]layoutRecord{{}}
	messages    = [...]messageRecord{{}}
	operations  = [...]operationRecord{{}}
	groups      = [...]groupRecord{{}}
	partAttrs   = [...]uint16{0}
	families    = [...]familyRecord{{}}
	lanes       = [...]laneRecord{}
)
