// SPDX-License-Identifier: Apache-2.0

package labproto

// Input is what a learner types into a program that runs: page to hub to guest.
// To a terminal the bytes are what a keyboard sends: a line ends with CR or LF,
// 0x03 interrupts, 0x04 ends the input on an empty line (termios(3)). To a pipe
// (Step.Stdin) they are any. What comes for a step that does not run, or has
// neither, is dropped, and a note says so (NoteInputLost), and so is what comes to
// more than MaxUnread.
type Input struct {
	// Run is the run's number, and Step the position of its OpExec step.
	Run, Step uint32
	// Data are at most MaxInput bytes.
	Data []byte
	// EOF ends the program's input after Data, as 0x04 does on a terminal.
	EOF bool
}

// MaxUnread is how much of what is sent to a program may wait to be taken, in
// bytes.
const MaxUnread = 64 << 10

// MaxInput bounds the bytes of one Input frame: as much as a line of a terminal
// may have (N_TTY_BUF_SIZE in drivers/tty/n_tty.c).
const MaxInput = 4096

// AppendPayload appends in's wire form to dst.
func (in *Input) AppendPayload(dst []byte) []byte {
	dst = appendUint(dst, 1, uint64(in.Run))
	dst = appendUint(dst, 2, uint64(in.Step))
	dst = appendField(dst, 3, in.Data)
	return appendBool(dst, 4, in.EOF)
}

// ParseInput reads an Input's wire form.
func ParseInput(b []byte) (Input, error) {
	var in Input
	f := fields{rest: b}
	for f.next() {
		switch f.tag {
		case 1:
			in.Run = f.u32()
		case 2:
			in.Step = uint32(f.uint(MaxSteps - 1))
		case 3:
			in.Data = f.bytes(MaxInput)
		case 4:
			in.EOF = f.bool()
		}
	}
	return in, f.err
}
