// SPDX-License-Identifier: Apache-2.0

package confine

import (
	"fmt"
	"runtime"
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// rule says what becomes of a system call.
type rule struct {
	calls []uint32
	// test decides by an argument; nil is yes.
	test []bpf.Instruction
	// yes and no are what the filter answers.
	yes, no bpf.RetConstant
}

// Answers of the filter. Permission to do nothing is for what tools do by the
// way and complain about when they cannot.
var (
	permit  = bpf.RetConstant{Val: unix.SECCOMP_RET_ALLOW}
	pretend = bpf.RetConstant{Val: unix.SECCOMP_RET_ERRNO}
	refuse  = bpf.RetConstant{Val: unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)}
	unknown = bpf.RetConstant{Val: unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS)}
	kill    = bpf.RetConstant{Val: unix.SECCOMP_RET_KILL_PROCESS}
)

// Offsets in struct seccomp_data (seccomp(2)), and the bit that marks calls of
// the x32 ABI, whose numbers mean others.
const (
	offNumber = 0
	offArch   = 4
	offArgs   = 16
	x32Bit    = 0x40000000
)

// load loads the lower half of an argument. It is all that the kernel looks at
// where the argument is an int, and all flags of clone(2) and open(2) are in it.
func load(arg int) bpf.Instruction {
	return bpf.LoadAbsolute{Off: offArgs + 8*uint32(arg), Size: 4}
}

// A test ends where it is so, and skips one instruction, the answer, where not.

// among tests whether an argument is one of some values.
func among(arg int, values ...uint32) []bpf.Instruction {
	test := []bpf.Instruction{load(arg)}
	for i, v := range values[:len(values)-1] {
		test = append(test, bpf.JumpIf{Cond: bpf.JumpEqual, Val: v, SkipTrue: uint8(len(values) - 1 - i)})
	}
	return append(test, bpf.JumpIf{Cond: bpf.JumpEqual, Val: values[len(values)-1], SkipFalse: 1})
}

// without tests that none of some bits is set in an argument.
func without(arg int, bits uint32) []bpf.Instruction {
	return []bpf.Instruction{load(arg), bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: bits, SkipTrue: 1}}
}

// unlessTruncates tests open(2)'s flags for O_TRUNC in a mode that only reads.
func unlessTruncates(arg int) []bpf.Instruction {
	return []bpf.Instruction{load(arg),
		bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: unix.O_TRUNC, SkipFalse: 1},
		bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: unix.O_WRONLY | unix.O_RDWR, SkipFalse: 1},
	}
}

// inGroup lets a process put itself into one process group, and no other.
func inGroup(group int) rule {
	return rule{calls: []uint32{unix.SYS_SETPGID}, yes: permit, no: refuse, test: []bpf.Instruction{
		load(0), bpf.JumpIf{Cond: bpf.JumpEqual, Val: 0, SkipFalse: 3},
		load(1), bpf.JumpIf{Cond: bpf.JumpEqual, Val: uint32(group), SkipFalse: 1},
	}}
}

// assemble makes the filter's program: the architecture, then each call of each
// rule, and the rest does not exist, so that the C library does without.
func assemble(rules []rule) ([]unix.SockFilter, error) {
	program := []bpf.Instruction{
		bpf.LoadAbsolute{Off: offArch, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.AUDIT_ARCH_X86_64, SkipTrue: 1},
		kill,
		bpf.LoadAbsolute{Off: offNumber, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpGreaterOrEqual, Val: x32Bit, SkipFalse: 1},
		unknown,
	}
	for _, r := range rules {
		answer := append(append([]bpf.Instruction{}, r.test...), r.yes)
		if r.test != nil {
			answer = append(answer, r.no)
		}
		for _, call := range r.calls {
			program = append(program, bpf.JumpIf{Cond: bpf.JumpEqual, Val: call, SkipFalse: uint8(len(answer))})
			program = append(program, answer...)
		}
	}
	raw, err := bpf.Assemble(append(program, unknown))
	if err != nil {
		return nil, fmt.Errorf("the filter of system calls: %w", err)
	}
	filter := make([]unix.SockFilter, len(raw))
	for i, r := range raw {
		filter[i] = unix.SockFilter{Code: r.Op, Jt: r.Jt, Jf: r.Jf, K: r.K}
	}
	return filter, nil
}

// install makes the kernel run the filter at each system call of the calling
// thread. It needs no_new_privs.
func install(filter []unix.SockFilter) error {
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(&program)))
	runtime.KeepAlive(filter)
	if errno != 0 {
		return fmt.Errorf("seccomp: %w", errno)
	}
	return nil
}
