// SPDX-License-Identifier: Apache-2.0

package labproto

// Codes of remarks (Event.Name of KindNote) that more than one part knows.
const (
	NoteInputLost       = "input-lost"       // input for a step that does not run, or more than it reads
	NoteInputRead       = "input-read"       // Ret: how much of its standard input a step's program, or the pipe to it, has taken so far, in bytes
	NoteOutputCut       = "output-cut"       // the run's programs write more than is told
	NoteXRayStack       = "xray-stack"       // Text: the call stack of the function that was just entered, innermost first, a line each
	NoteXRayLost        = "xray-lost"        // the kernel's trace buffer overran, or more was traced than is told
	NoteXRayUnavailable = "xray-unavailable" // the kernel cannot trace; Text says why
	NoteOops            = "oops"             // Args: kind, function, file, line, module, address; Text: the symbolised stack
)
