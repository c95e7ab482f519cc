// SPDX-License-Identifier: Apache-2.0

package confine

import "golang.org/x/sys/unix"

// namespaces are clone(2)'s flags that make one, and CLONE_PARENT, by which the
// new process would be its grandparent's, and tell it of its end by a signal of
// its own choice.
const namespaces = unix.CLONE_NEWNS | unix.CLONE_NEWCGROUP | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC |
	unix.CLONE_NEWUSER | unix.CLONE_NEWPID | unix.CLONE_NEWNET | unix.CLONE_PARENT

// rules are the system calls of gcc, binutils, make, a shell, coreutils, tar and
// Go's tools, and those of Go's runtime on the thread that starts them. What is
// not in them does not exist (ENOSYS). In particular there are:
//
//	no sockets         socket, socketpair, and all that would need one
//	no other process   ptrace, process_vm_*, pidfd_*, kcmp, signals, priorities
//	no new session     setsid, and setpgid but into one group (inGroup)
//	no kernel surface  bpf, perf_event_open, io_uring, userfaultfd, keyctl, mount,
//	                   unshare, setns, clone3, whose flags a filter cannot see
//	no watching        inotify and fanotify, which Landlock does not know
//	no System V IPC, no message queues, no memfd
var rules = []rule{
	{calls: []uint32{
		// Files by path: Landlock decides.
		unix.SYS_CREAT, unix.SYS_MKDIR, unix.SYS_MKDIRAT, unix.SYS_RMDIR, unix.SYS_UNLINK, unix.SYS_UNLINKAT,
		unix.SYS_RENAME, unix.SYS_RENAMEAT, unix.SYS_RENAMEAT2, unix.SYS_LINK, unix.SYS_LINKAT, unix.SYS_SYMLINK, unix.SYS_SYMLINKAT,
		// What Landlock lets everybody know of a path.
		unix.SYS_STAT, unix.SYS_LSTAT, unix.SYS_NEWFSTATAT, unix.SYS_STATX, unix.SYS_STATFS, unix.SYS_ACCESS, unix.SYS_FACCESSAT,
		unix.SYS_FACCESSAT2, unix.SYS_READLINK, unix.SYS_READLINKAT, unix.SYS_GETCWD, unix.SYS_CHDIR, unix.SYS_FCHDIR, unix.SYS_UMASK,
		// Open files.
		unix.SYS_READ, unix.SYS_WRITE, unix.SYS_READV, unix.SYS_WRITEV, unix.SYS_PREAD64, unix.SYS_PWRITE64, unix.SYS_PREADV,
		unix.SYS_PWRITEV, unix.SYS_LSEEK, unix.SYS_CLOSE, unix.SYS_CLOSE_RANGE, unix.SYS_FSTAT, unix.SYS_FSTATFS, unix.SYS_FTRUNCATE,
		unix.SYS_FALLOCATE, unix.SYS_FADVISE64, unix.SYS_GETDENTS, unix.SYS_GETDENTS64, unix.SYS_FLOCK, unix.SYS_DUP, unix.SYS_DUP2,
		unix.SYS_DUP3, unix.SYS_PIPE, unix.SYS_PIPE2, unix.SYS_SENDFILE, unix.SYS_COPY_FILE_RANGE, unix.SYS_SPLICE,
		unix.SYS_POLL, unix.SYS_PPOLL, unix.SYS_SELECT, unix.SYS_PSELECT6, unix.SYS_EPOLL_CREATE1, unix.SYS_EPOLL_CTL,
		unix.SYS_EPOLL_WAIT, unix.SYS_EPOLL_PWAIT, unix.SYS_EVENTFD2,
		// Memory.
		unix.SYS_MMAP, unix.SYS_MUNMAP, unix.SYS_MPROTECT, unix.SYS_MREMAP, unix.SYS_MADVISE, unix.SYS_MINCORE, unix.SYS_BRK,
		// Processes and threads of one's own.
		unix.SYS_FORK, unix.SYS_VFORK, unix.SYS_EXECVE, unix.SYS_EXIT, unix.SYS_EXIT_GROUP, unix.SYS_WAIT4, unix.SYS_WAITID,
		unix.SYS_FUTEX, unix.SYS_SET_ROBUST_LIST, unix.SYS_SET_TID_ADDRESS, unix.SYS_RSEQ, unix.SYS_ARCH_PRCTL,
		unix.SYS_GETPID, unix.SYS_GETPPID, unix.SYS_GETTID, unix.SYS_GETPGRP, unix.SYS_GETPGID, unix.SYS_GETSID,
		unix.SYS_SCHED_YIELD, unix.SYS_SCHED_GETAFFINITY, unix.SYS_GETCPU,
		unix.SYS_RT_SIGACTION, unix.SYS_RT_SIGPROCMASK, unix.SYS_RT_SIGRETURN, unix.SYS_RT_SIGSUSPEND, unix.SYS_RT_SIGTIMEDWAIT,
		unix.SYS_SIGALTSTACK, unix.SYS_PAUSE, unix.SYS_RESTART_SYSCALL,
		unix.SYS_GETRLIMIT, unix.SYS_SETRLIMIT, unix.SYS_GETRUSAGE, unix.SYS_TIMES,
		unix.SYS_GETUID, unix.SYS_GETEUID, unix.SYS_GETGID, unix.SYS_GETEGID, unix.SYS_GETRESUID, unix.SYS_GETRESGID, unix.SYS_GETGROUPS, unix.SYS_CAPGET,
		// Time, and the system.
		unix.SYS_CLOCK_GETTIME, unix.SYS_CLOCK_GETRES, unix.SYS_CLOCK_NANOSLEEP, unix.SYS_NANOSLEEP, unix.SYS_GETTIMEOFDAY, unix.SYS_TIME,
		unix.SYS_UNAME, unix.SYS_SYSINFO, unix.SYS_GETRANDOM,
	}, yes: permit},
	// Landlock does not know who changes the mode, the owner, the times or the
	// attributes of a file that is found by its path. Tools that copy do, and
	// nobody looks at the result here.
	{calls: []uint32{
		unix.SYS_CHMOD, unix.SYS_FCHMOD, unix.SYS_FCHMODAT, unix.SYS_FCHMODAT2, unix.SYS_CHOWN, unix.SYS_FCHOWN, unix.SYS_LCHOWN, unix.SYS_FCHOWNAT,
		unix.SYS_UTIME, unix.SYS_UTIMES, unix.SYS_UTIMENSAT, unix.SYS_FUTIMESAT, unix.SYS_FSYNC, unix.SYS_FDATASYNC,
	}, yes: pretend},
	// Landlock knows truncation since its third version.
	{calls: []uint32{unix.SYS_TRUNCATE}, yes: refuse},
	{calls: []uint32{unix.SYS_OPEN}, test: unlessTruncates(1), yes: permit, no: refuse},
	{calls: []uint32{unix.SYS_OPENAT}, test: unlessTruncates(2), yes: permit, no: refuse},
	{calls: []uint32{unix.SYS_CLONE}, test: without(0, namespaces), yes: permit, no: refuse},
	// Signals: the one by which Go's runtime makes a thread look up, which nobody
	// dies of.
	{calls: []uint32{unix.SYS_KILL}, yes: refuse},
	{calls: []uint32{unix.SYS_TGKILL}, test: among(2, uint32(unix.SIGURG)), yes: permit, no: refuse},
	{calls: []uint32{unix.SYS_PRLIMIT64}, test: among(0, 0), yes: permit, no: refuse},
	{calls: []uint32{unix.SYS_PRCTL}, test: among(0, unix.PR_SET_NAME, unix.PR_GET_NAME, unix.PR_SET_VMA), yes: permit, no: refuse},
	{calls: []uint32{unix.SYS_IOCTL}, test: among(1, unix.TCGETS, unix.TIOCGWINSZ, unix.TIOCINQ), yes: permit, no: refuse},
	// Not F_SETOWN, F_SETSIG, F_SETLEASE and F_NOTIFY, which make signals.
	{calls: []uint32{unix.SYS_FCNTL}, test: among(1, unix.F_DUPFD, unix.F_DUPFD_CLOEXEC, unix.F_GETFD, unix.F_SETFD, unix.F_GETFL, unix.F_SETFL,
		unix.F_GETLK, unix.F_SETLK, unix.F_SETLKW, unix.F_OFD_GETLK, unix.F_OFD_SETLK, unix.F_OFD_SETLKW, unix.F_GETPIPE_SZ), yes: permit, no: refuse},
}
