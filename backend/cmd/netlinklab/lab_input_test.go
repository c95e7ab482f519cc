// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"netlinklab/wasm/labproto"
)

// typistFolder has the tracer's program that repeats what it reads.
func typistFolder(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile("../../agent/tracer/testdata/typist.c")
	if err != nil {
		t.Fatal(err)
	}
	return labFolder(t, map[string]string{"user.c": string(source)})
}

const inAMinute = "-timeout-ms=60000"

// summing says how many bytes it has read, and a sum of them.
const summing = `#include <stdio.h>

int main(void)
{
	unsigned int n = 0, sum = 0;
	int c;

	while ((c = getchar()) != EOF) {
		sum = sum * 31 + c;
		n++;
	}
	printf("%u bytes, %u\n", n, sum);
	return 7;
}
`

// TestLabRunReadsStdin gives the program what comes through a pipe, whole and as
// it is, and the command's exit status is the program's.
func TestLabRunReadsStdin(t *testing.T) {
	onBed(t)
	t.Parallel()
	in := make([]byte, 3*labproto.MaxUnread) // more than waits anywhere on the way
	sum := uint32(0)
	for i := range in {
		in[i] = byte(i * 7)
		sum = sum*31 + uint32(in[i])
	}
	out, log, status := program(t, string(in), "lab", "run", "-q", inAMinute, labFolder(t, map[string]string{"user.c": summing}))
	if want := fmt.Sprintf("%d bytes, %d\n", len(in), sum); out != want || status != 7 {
		t.Errorf("status %d: %q, not %q\n%s", status, out, want, log)
	}
}

// terminal is a command that runs on a terminal of its own.
type terminal struct {
	t             *testing.T
	master, slave *os.File
	cmd           *exec.Cmd
	out           io.Reader
	log           bytes.Buffer
}

// onTerminal starts the program on a terminal; its standard output is a pipe.
func onTerminal(t *testing.T, args ...string) *terminal {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { master.Close() })
	if err := unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	fd, _, errno := unix.Syscall(unix.SYS_IOCTL, master.Fd(), unix.TIOCGPTPEER, unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC)
	if errno != 0 {
		t.Fatal(errno)
	}
	c := &terminal{t: t, master: master, slave: os.NewFile(fd, "terminal"), cmd: exec.Command(os.Args[0], args...)}
	t.Cleanup(func() { c.slave.Close() })
	c.cmd.Env = append(os.Environ(), asProgram+"=1")
	c.cmd.Stdin, c.cmd.Stderr = c.slave, &c.log
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.out = bufio.NewReader(out)
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop := time.AfterFunc(benchLimit, func() { _ = c.cmd.Process.Kill() })
	t.Cleanup(func() { stop.Stop() })
	return c
}

// until reads what the program writes up to a text.
func (c *terminal) until(text string) {
	c.t.Helper()
	var said []byte
	for !bytes.HasSuffix(said, []byte(text)) {
		b := make([]byte, 1)
		if _, err := io.ReadFull(c.out, b); err != nil {
			c.t.Fatalf("%v after %q\n%s", err, said, c.log.String())
		}
		said = append(said, b[0])
	}
}

func (c *terminal) press(keys string) {
	c.t.Helper()
	if _, err := c.master.WriteString(keys); err != nil {
		c.t.Fatal(err)
	}
}

func (c *terminal) modes() unix.Termios {
	c.t.Helper()
	modes, err := unix.IoctlGetTermios(int(c.slave.Fd()), unix.TCGETS)
	if err != nil {
		c.t.Fatal(err)
	}
	return *modes
}

// TestLabRunOnATerminal types a line and Ctrl-C: both are the program's, which
// has a terminal too; the command's own has its modes back.
func TestLabRunOnATerminal(t *testing.T) {
	onBed(t)
	t.Parallel()
	c := onTerminal(t, "lab", "run", "-q", inAMinute, typistFolder(t))
	before := c.modes()
	c.until("a terminal of 80 by 24, group ours\r\n")
	c.press("a lime\x7f\x7fne\r")
	c.until("read a line\r\n")
	c.press("\x03")
	_, _ = io.Copy(io.Discard, c.out) // its end is the program's
	if _ = c.cmd.Wait(); c.cmd.ProcessState.ExitCode() != 128+int(syscall.SIGINT) {
		t.Errorf("%v\n%s", c.cmd.ProcessState, c.log.String())
	}
	if after := c.modes(); after != before {
		t.Errorf("the terminal is left as %+v, and was %+v", after, before)
	}
}

// A program that does not care for Ctrl-C goes with its machine at the second.
func TestSecondInterruptEndsTheMachine(t *testing.T) {
	onBed(t)
	t.Parallel()
	c := onTerminal(t, "lab", "run", "-q", inAMinute, labFolder(t, map[string]string{"user.c": `#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void again(int n)
{
	write(1, "no\n", 3);
}

int main(void)
{
	signal(SIGINT, again);
	puts("here");
	for (;;)
		pause();
}
`}))
	c.until("here\r\n")
	c.press("\x03")
	c.until("no\r\n")
	c.press("\x03")
	_, _ = io.Copy(io.Discard, c.out)
	if _ = c.cmd.Wait(); c.cmd.ProcessState.ExitCode() != exitInterrupted {
		t.Errorf("%v\n%s", c.cmd.ProcessState, c.log.String())
	}
}
