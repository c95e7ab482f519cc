// SPDX-License-Identifier: Apache-2.0

package oops

import (
	"regexp"
	"strings"
)

// Kind is what sort of bug it is, as a code that pages have words for.
type Kind string

// Kinds of bugs.
const (
	NullDereference Kind = "null-dereference"
	BadPointer      Kind = "bad-pointer"
	UseAfterFree    Kind = "use-after-free"
	DoubleFree      Kind = "double-free"
	OutOfBounds     Kind = "out-of-bounds"
	SleepInAtomic   Kind = "sleep-in-atomic"
	Stuck           Kind = "stuck"
	Divide          Kind = "divide"
	Bug             Kind = "bug"
	StackOverflow   Kind = "stack-overflow"
	ListCorruption  Kind = "list-corruption"
	Warning         Kind = "warning"
	Unknown         Kind = "unknown"
)

// Text says in English what happened.
func (k Kind) Text() string {
	switch k {
	case NullDereference:
		return "the code read or wrote through a pointer that is NULL"
	case BadPointer:
		return "the code used a pointer to where there is no memory"
	case UseAfterFree:
		return "the code used memory after it was freed"
	case DoubleFree:
		return "the code freed what was free already"
	case OutOfBounds:
		return "the code wrote past the end of what it had allocated"
	case SleepInAtomic:
		return "the code slept where it must not: a spinlock is held, or it runs in an interrupt"
	case Stuck:
		return "the code never gives the processor back: a loop without an end, or a lock that nobody releases"
	case Divide:
		return "the code divided by zero"
	case Bug:
		return "the code met a BUG: something that its author says must never be"
	case StackOverflow:
		return "the kernel's stack, 16 KiB, was too small: a recursion without an end, or large local variables"
	case ListCorruption:
		return "a linked list is damaged: an element was removed twice, or used after it was freed"
	case Warning:
		return "the code met a WARN: something is not as its author expects; the kernel went on"
	}
	return "the kernel found a bug"
}

// weight says how much a kind tells; a report's lines are read as the one that
// tells most, since "invalid opcode" follows every BUG.
func (k Kind) weight() int {
	switch k {
	case "":
		return 0
	case Unknown:
		return 1
	case Warning:
		return 2
	case Bug:
		return 3
	}
	return 4
}

// sign is a text that reports begin with, or have near their beginning. Its
// first group, if it has one, is the address that was used.
type sign struct {
	text *regexp.Regexp
	kind Kind
}

var signs = []sign{
	{regexp.MustCompile(`^BUG: kernel NULL pointer dereference, address: ([0-9a-f]{16})`), NullDereference},
	{regexp.MustCompile(`^BUG: .*stack guard page was hit|^Oops: stack guard page|kernel stack overflow|^Oops: double fault|^traps: PANIC: double fault`), StackOverflow},
	{regexp.MustCompile(`^BUG: unable to handle page fault for address: ([0-9a-f]{16})`), BadPointer},
	{regexp.MustCompile(`general protection fault(?:, (?:probably|maybe) for (?:non-canonical )?address 0x([0-9a-f]{1,16}))?`), BadPointer},
	{regexp.MustCompile(`^(?:Oops: )?divide error:`), Divide},
	{regexp.MustCompile(`^BUG: scheduling while atomic:|^BUG: sleeping function called from invalid context`), SleepInAtomic},
	{regexp.MustCompile(`^refcount_t: underflow`), DoubleFree},
	{regexp.MustCompile(`^refcount_t: (?:addition on 0|increment on 0|decrement hit 0|saturated)`), UseAfterFree},
	{regexp.MustCompile(`^list_(?:add|del) corruption`), ListCorruption},
	{regexp.MustCompile(`soft lockup - CPU#|hard LOCKUP on cpu|^rcu: INFO: .*stall|^INFO: task .* blocked for more than|^Uhhuh\. NMI received|^NMI: PCI system error|NMI: Not continuing`), Stuck},
	{regexp.MustCompile(`^skbuff: skb_(?:over|under)_panic|stack-protector: Kernel stack is corrupted|^UBSAN: array-index-out-of-bounds`), OutOfBounds},
	{regexp.MustCompile(`^\[(?:(?:Left |Right |kmalloc )?Redzone|Object padding|Slab padding) overwritten\]|^BUG \S+ \(.*\): .*(?:[Rr]edzone|padding) overwritten`), OutOfBounds},
	// POISON_FREE (0x6b) less a few: references that were dropped once more.
	{regexp.MustCompile(`^\[Poison overwritten\] .* First byte 0x6[5-9a] instead of 0x6b`), DoubleFree},
	{regexp.MustCompile(`^\[(?:Poison|End Poison) overwritten\]|^BUG \S+ \(.*\): (?:Poison overwritten|Free(?:pointer|chain) corrupt)`), UseAfterFree},
	{regexp.MustCompile(`^BUG \S+ \(.*\): (?:Object already free|Invalid object pointer|Page slab pointer corrupt)`), DoubleFree},
	{regexp.MustCompile(`^kernel BUG at \S*mm/slub\.c:\d+!`), DoubleFree},
	{regexp.MustCompile(`^kernel BUG at \S*lib/list_debug\.c:\d+!`), ListCorruption},
	{regexp.MustCompile(`^kernel BUG at \S+:\d+!|^(?:Oops: )?invalid opcode:`), Bug},
	{regexp.MustCompile(`^WARNING: CPU: \d+ PID: \d+ at `), Warning},
	{regexp.MustCompile(`^BUG[: ]|^Oops: |^Kernel panic - not syncing: |^INFO: `), Unknown},
}

// kindOf finds what a line is a sign of, "" for nothing.
func kindOf(line string) (k Kind, address string) {
	for _, s := range signs {
		m := s.text.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		if len(m) > 1 {
			address = m[1]
		}
		if s.kind == BadPointer {
			return byAddress(address), address
		}
		return s.kind, address
	}
	return "", ""
}

// byAddress tells pointers that were never any from those that the kernel left
// on purpose where nothing must be used any more: POISON_FREE bytes (0x6b) in
// freed memory, and LIST_POISON1 and 2 in an element taken from its list
// (include/linux/poison.h).
func byAddress(address string) Kind {
	switch {
	case strings.Contains(address, "6b6b6b6b6b"):
		return UseAfterFree
	case strings.HasPrefix(address, "dead0000000001"):
		return ListCorruption
	}
	return BadPointer
}
