// SPDX-License-Identifier: Apache-2.0

// Package relocate makes the compiler of a Debian system run from the folder
// that the system lies in, for those who may not make the folder their root.
//
// A dynamic program names its loader by an absolute path, which the kernel reads
// from the file (PT_INTERP in elf(5)). So programs are copied with the loader of
// their own system named, scripts with their own shell, and links and kernel
// headers that point to the root are turned:
//
//	SDK/usr/bin/x86_64-linux-gnu-gcc-14   --copy, another loader--> TREE/usr/bin/…
//	SDK/usr/bin/awk -> /etc/alternatives/ --another target--------> TREE/usr/bin/awk
//	SDK/usr/src/linux-headers-…/Makefile  --copy, another include-> TREE/usr/src/…
//	SDK/usr/lib/gcc/…/include             <--one link-------------- TREE/usr/lib/gcc/…
//
// gcc finds its parts beside itself, so those in the tree; headers and libraries
// it is told of by --sysroot=SDK, and the loader by LD_LIBRARY_PATH.
package relocate
