// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"fmt"
	"strings"
)

// Descriptors of a machine's process, in the order of exec.Cmd.ExtraFiles.
const (
	fdQMP = 3 + iota
	fdAgent
	fdConsole
	fdRAM
	fdState
)

// memoryMiB is the guest's memory, in MiB; what of it is not written costs a clone
// nothing. QEMU 10 gives virtio-serial's queues 1024 entries, and the guest's
// driver fills two with a buffer each (fill_queue in drivers/char/virtio_console.c)
// of which slab_debug makes 16 KiB: 48 MiB, where QEMU 7 has 128 entries.
const memoryMiB = 192

// kernelArgs is the guest's kernel command line. The console is the virtio one,
// quiet but for errors (level 3 and worse), among them the lines that a panic's
// report begins with; an oops is a panic and a panic ends the machine at once
// (with -no-reboot), and so does an NMI, by which a kernel that hangs is made to
// say where. Memory is not cleared for the kernel's own use (init_on_alloc): each
// page that a clone writes becomes its own.
//
// slab_debug (Documentation/mm/slub.rst) makes bugs of modules show where they
// would go by: what kmalloc gives has red zones, is poisoned when it is freed,
// is looked at when it is allocated again, and remembers who did either; so do
// socket buffers. The rest of the kernel is as fast as ever.
//
// Under TCG a fresh clone pays for each piece of code it meets for the first
// time, some 6 µs a basic block, so what no lesson needs is off: pressure
// accounting, memory cgroups, security modules besides capabilities, compaction of
// memory ahead of need, and the signals with which the agent's Go runtime (GODEBUG,
// init's environment) interrupts itself and its look every second at how many
// processors there are (GOMAXPROCS). With norandmaps the vDSO, whose code is
// translated anew for each address that it is at, is at the same in all processes.
const kernelArgs = "console=hvc0 quiet panic=-1 oops=panic sysctl.kernel.panic_on_unrecovered_nmi=1 init_on_alloc=0 " +
	"slab_debug=FZPU,kmalloc-*,skbuff* " +
	"random.trust_cpu=on mitigations=off nokaslr no_timer_check " +
	"psi=0 cgroup_disable=memory lsm=capability norandmaps sysctl.vm.compaction_proactiveness=0 " +
	"GODEBUG=asyncpreemptoff=1 GOMAXPROCS=1 rdinit=/init"

// boot says what differs between booting a template and cloning it.
type boot struct {
	accel string // tcg or kvm
	// kernel and initramfs are paths for a cold boot, empty for a clone.
	kernel, initramfs string
	// tsc is how fast a time stamp counter runs that the kernel cannot measure, in
	// kHz; 0 lets it measure.
	tsc int
	// stopped keeps a clone stopped when it has its state.
	stopped bool
}

// argv is QEMU's command line, without the program.
func argv(b boot) []string {
	share := "off" // a clone's writes stay its own
	if b.kernel != "" {
		share = "on" // the template's RAM is what the memfd then holds
	}
	// Without five-level page tables and the two checks of supervisor accesses,
	// which make TCG's page walks longer and its basic blocks shorter, and without
	// the string instructions that are fast on real processors: under TCG they move
	// a byte at a time where the kernel's other loops move eight.
	cpu := "max,-la57,-smap,-smep,-erms"
	accel := "tcg,tb-size=64" // the translation cache's bound in MiB; its pages count as the machine's
	if b.accel == "kvm" {
		cpu, accel = "host", "kvm"
	}
	args := []string{
		// q35 with everything switched off that a guest does not need: every
		// device is something for a hostile guest to talk to.
		"-machine", "q35,vmport=off,i8042=off,sata=off,smbus=off,usb=off,smm=off,pit=off,memory-backend=m",
		"-accel", accel,
		"-cpu", cpu,
		"-smp", "1",
		"-m", fmt.Sprintf("%dM", memoryMiB),
		"-object", fmt.Sprintf("memory-backend-file,id=m,size=%dM,mem-path=/proc/self/fd/%d,share=%s", memoryMiB, fdRAM, share),
		// Half of what the firmware usually takes, which each machine has a copy of.
		"-bios", "bios.bin",
		// No default devices, no configuration of the host's.
		"-nodefaults", "-no-user-config", "-display", "none",
		// A guest that reboots, panics included, is over.
		"-no-reboot",
		// seccomp: no new programs, no change of user, no resource control.
		"-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
		// QMP on an inherited socket: there is no path to find or to guess.
		"-chardev", fmt.Sprintf("socket,id=qmp,fd=%d", fdQMP),
		"-mon", "chardev=qmp,mode=control",
		// One virtio-serial device: the console as port 0, the agent as port 1.
		// Without ioeventfd what the guest writes is with the host before the
		// guest goes on, so that the last words of one that crashes are heard.
		"-device", "virtio-serial-pci,max_ports=2,ioeventfd=off",
		"-add-fd", fmt.Sprintf("fd=%d,set=1", fdConsole),
		"-chardev", "file,id=console,path=/dev/fdset/1,append=on",
		"-device", "virtconsole,chardev=console,nr=0",
		"-chardev", fmt.Sprintf("socket,id=agent,fd=%d", fdAgent),
		"-device", "virtserialport,chardev=agent,nr=1,name=netlinklab.agent",
	}
	if b.kernel == "" {
		// The state comes later, over QMP; a clone needs no kernel: it is in RAM.
		// (There is no vmgenid device to say that this is a clone: finding out what
		// it says, through ACPI, cost a clone some 2000 blocks of code, and the agent
		// stirs the host's randomness in before anything runs.)
		if b.stopped {
			args = append(args, "-S")
		}
		return append(args, "-incoming", "defer")
	}
	return append(args, "-kernel", b.kernel, "-initrd", b.initramfs, "-append", kernelArgs+tscArgs(b.tsc))
}

// shellLine writes a command for a person to paste.
func shellLine(args []string) string {
	quoted := make([]string, len(args))
	for i, a := range args {
		quoted[i] = a
		if strings.ContainsAny(a, " ,;&|<>()$`\"'*?[]#~=%") {
			quoted[i] = "'" + strings.ReplaceAll(a, "'", `'\''`) + "'"
		}
	}
	return strings.Join(quoted, " ")
}
