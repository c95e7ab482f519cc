// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// listen listens on addr; if the port is taken the error says by whom and what
// to do.
func listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is in use by %s; stop that, or choose another address with -addr, such as -addr 127.0.0.1:%d",
			addr, portHolder(addr), freePort(addr))
	}
	if errors.Is(err, syscall.EACCES) {
		return nil, fmt.Errorf("%s: ports below 1024 need root or CAP_NET_BIND_SERVICE; choose another with -addr", addr)
	}
	return l, err
}

// freePort is a port after addr's on which a server could listen now.
func freePort(addr string) int {
	host, text, err := net.SplitHostPort(addr)
	port, convErr := strconv.Atoi(text)
	if err != nil || convErr != nil {
		return 8081
	}
	for p := port + 1; p < port+50 && p <= 65535; p++ {
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(p)))
		if err == nil {
			l.Close()
			return p
		}
	}
	return port + 1
}

// portHolder names the process that listens on addr's port.
func portHolder(addr string) string {
	const stranger = "another program"
	_, text, err := net.SplitHostPort(addr)
	if err != nil {
		return stranger
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return stranger
	}
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		b, err := os.ReadFile(table)
		if err != nil {
			continue
		}
		for _, inode := range listeners(string(b), uint16(port)) {
			if pid, name := socketOwner("/proc", inode); pid > 0 {
				return fmt.Sprintf("%s (process %d)", name, pid)
			}
		}
	}
	return stranger + " (of another user: root could see which)"
}

// listeners gives the socket inodes that listen on a port, from a table as
// proc_net_tcp(5) has it: "sl local_address rem_address st … inode", the port
// in hexadecimal after a colon, state 0A for listening.
func listeners(table string, port uint16) []string {
	var inodes []string
	for line := range strings.Lines(table) {
		f := strings.Fields(line)
		if len(f) < 10 || f[3] != "0A" {
			continue
		}
		if _, p, ok := strings.Cut(f[1], ":"); ok && strings.EqualFold(p, fmt.Sprintf("%04X", port)) {
			inodes = append(inodes, f[9])
		}
	}
	return inodes
}

// socketOwner finds a process that has a socket open; pid is 0 if none is to be seen.
func socketOwner(proc, inode string) (pid int, name string) {
	open, err := filepath.Glob(filepath.Join(proc, "[0-9]*", "fd", "*"))
	if err != nil {
		return 0, ""
	}
	for _, fd := range open {
		if target, err := os.Readlink(fd); err != nil || target != "socket:["+inode+"]" {
			continue
		}
		dir := filepath.Dir(filepath.Dir(fd))
		pid, err := strconv.Atoi(filepath.Base(dir))
		if err != nil {
			continue
		}
		comm, err := os.ReadFile(filepath.Join(dir, "comm"))
		if err != nil {
			comm = []byte("a process")
		}
		return pid, strings.TrimSpace(string(comm))
	}
	return 0, ""
}
