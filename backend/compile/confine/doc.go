// SPDX-License-Identifier: Apache-2.0

// Package confine takes from a thread, and from every program that it starts,
// what a compiler does not need, where the kernel gives an ordinary user no
// namespaces to do it with.
//
//	goroutine ─lock─> thread ─┬─ no_new_privs   no set-user-ID program gives it back
//	                          ├─ Landlock       files: two lists of trees, and /dev/null
//	                          ├─ seccomp        system calls: those of compilers
//	                          └─ fork, execve ─> the program, and all that it starts
//
// Neither can be taken off again, by anybody; the thread ends with what it ran.
// Landlock (landlock(7)) decides which files can be opened, made and removed. It
// does not know stat(2), chmod(2) and the like, processes of the same user, nor
// sockets but TCP's: those are the filter's (seccomp(2)), which knows system
// calls by number and by the values of their arguments, and no path.
package confine
