// SPDX-License-Identifier: Apache-2.0

// Command agent is /init in a learner's virtual machine. It prepares the
// guest, finds the host's port and carries out runs:
//
//	host <== labproto over virtio-serial ==> agent (pid 1) <=> a worker for each actor
//
// Started with -stdio it does the same over standard input and output on any
// Linux, with whatever privileges it has: that is how its tests and other
// transports (a tty, a kernel in a browser) use it.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"

	"golang.org/x/sys/unix"

	"netlinklab/backend/agent/initd"
	"netlinklab/backend/agent/supervisor"
	"netlinklab/backend/agent/worker"
)

// portName is the virtio-serial port that the host speaks on.
const portName = "netlinklab.agent"

// init pins the program to its first thread, which main alone cannot be sure of
// (runtime.LockOSThread): package worker and the supervisor's precedence need it.
func init() { runtime.LockOSThread() }

func main() {
	if len(os.Args) >= 2 && os.Args[1] == "worker" {
		exit(worker.Main(workerOptions(os.Args[2:])))
		return
	}
	stdio := flag.Bool("stdio", false, "speak on standard input and output instead of a virtio-serial port")
	files := flag.String("files", "", "folder for the files that the host sends; without it none are taken")
	tty := flag.String("tty", "", "speak on this character device instead of a virtio-serial port")
	flag.Parse()
	if *stdio {
		exit(supervisor.Serve(supervisor.Options{In: 0, Out: 1, Self: "/proc/self/exe", Files: *files}))
		return
	}
	exit(guest(*tty))
}

// workerOptions reads a worker's arguments: "resume FD", "rehearse", or none.
func workerOptions(args []string) worker.Options {
	o := worker.Options{Resume: -1, Rehearse: len(args) == 1 && args[0] == "rehearse"}
	if len(args) == 2 && args[0] == "resume" {
		if fd, err := strconv.Atoi(args[1]); err == nil {
			o.Resume = fd
		}
	}
	return o
}

// guest is process 1. It returns only with an error, after which the kernel
// panics: without its agent the machine is of no use.
func guest(device string) error {
	if err := initd.Start(); err != nil {
		return err
	}
	if device == "" {
		var err error
		if device, err = initd.PortPath(portName); err != nil {
			return err
		}
	}
	fd, err := unix.Open(device, unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC|unix.O_NOCTTY, 0)
	if err != nil {
		return fmt.Errorf("open %s: %w", device, err)
	}
	return supervisor.Serve(supervisor.Options{In: fd, Out: fd, Self: "/init", Files: initd.Files, Guest: true, Stay: true})
}

func exit(err error) {
	if err != nil && !errors.Is(err, io.EOF) {
		fmt.Fprintln(os.Stderr, "agent:", err)
		os.Exit(1)
	}
}
