// SPDX-License-Identifier: Apache-2.0

//go:build notables

package nlspec

// No tables, for the program that makes them: it must build, whatever they are.

const names, words = "\n", "\n"

var (
	attrs       = [...]attrRecord{{}}
	attrStarts  = [...]uint32{0}
	attrLengths = [...]uint8{0}
	attrNumbers = [...]uint16{0}
	sets        = [...]setRecord{{}}
	subsets     = [...]uint16{0}
	subUses     = [...]subUse{{}}
	formats     = [...]formatRecord{}
	subs        = [...]subRecord{{}}
	entries     = [...]uint32{}
	enums       = [...]enumRecord{{}}
	members     = [...]memberRecord{{}}
	layouts     = [...]layoutRecord{{}}
	messages    = [...]messageRecord{{}}
	operations  = [...]operationRecord{{}}
	groups      = [...]groupRecord{{}}
	partAttrs   = [...]uint16{0}
	families    = [...]familyRecord{{}}
	lanes       = [...]laneRecord{}

	entryStarts, memberStarts, messageStarts    = [...]uint32{0}, [...]uint32{0}, [...]uint32{0}
	entryLengths, memberLengths, messageLengths = [...]uint8{}, [...]uint8{}, [...]uint8{0}
	setWords, enumWords                         = [...]wordPair{{}}, [...]wordPair{{}}
	layoutHeaders, familyHeaders                = [...]word{0}, [...]word{0}
)
