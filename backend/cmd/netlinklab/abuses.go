// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"slices"

	"netlinklab/backend/compile"
	"netlinklab/backend/oops"
	"netlinklab/wasm/labproto"
)

// abuse is code of somebody who does not want to learn, and what has to become
// of its run.
type abuse struct {
	program, module string // C
	terminal        bool
	ends            []string  // one of them is the run's end; with EndStopped the learner stops it
	note            string    // a remark that has to be made; a run that is to be stopped is stopped then
	oops            oops.Kind // the kind of bug that has to be told
	exit            string    // the signal that has to kill the program
}

// moduleThat is a module whose init runs statements.
func moduleThat(does string) string {
	return "#include <linux/module.h>\n#include <linux/sched.h>\n#include <linux/irqflags.h>\nstatic volatile int stop;\nstatic int __init start(void)\n{\n" + does +
		"\n\treturn 0;\n}\nmodule_init(start);\nMODULE_LICENSE(\"GPL\");\n"
}

const abuseHead = "#define _GNU_SOURCE\n#include <fcntl.h>\n#include <signal.h>\n#include <stdio.h>\n#include <string.h>\n#include <sys/ioctl.h>\n#include <sys/mman.h>\n#include <unistd.h>\n"

// abuses are by name what is tried.
func abuses() map[string]abuse {
	return map[string]abuse{
		"fork bomb": {program: abuseHead + "int main(void) { for (;;) fork(); }\n", ends: []string{labproto.EndTimeout}},
		"endless output": {program: abuseHead + `static char block[1 << 16];

int main(void)
{
	memset(block, 'a', sizeof(block));
	for (;;)
		write(1, block, sizeof(block));
}
`, ends: []string{labproto.EndStopped}, note: labproto.NoteOutputCut},
		"4 GB": {program: abuseHead + `int main(void)
{
	size_t n = 1UL << 32;
	char *p = mmap(0, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		return 1;
	memset(p, 1, n);
	return 0;
}
`, ends: []string{labproto.EndDone}, exit: "SIGKILL"},
		"floods its terminal": {terminal: true, program: abuseHead + `int main(void)
{
	static char screen[16384];
	int fd = open("/dev/tty", O_RDWR);

	memset(screen, '\a', sizeof(screen));
	close(0);
	close(1);
	close(2);
	for (;;)
		write(fd, screen, sizeof(screen));
}
`, ends: []string{labproto.EndStopped}, note: labproto.NoteOutputCut},
		"leaves its terminal": {terminal: true, program: abuseHead + `int main(void)
{
	signal(SIGHUP, SIG_IGN);
	close(1);
	close(2);
	ioctl(0, TIOCNOTTY);
	close(0);
	for (;;)
		pause();
}
`, ends: []string{labproto.EndTimeout}},
		"signals everybody":  {program: abuseHead + "int main(void) { kill(-1, SIGKILL); for (;;) pause(); }\n", ends: []string{labproto.EndDied}},
		"fills the log":      {module: moduleThat("\twhile (!stop) {\n\t\tpr_info(\"and so on\\n\");\n\t\tcond_resched();\n\t}"), ends: []string{labproto.EndTimeout}, oops: oops.Stuck},
		"logs without pause": {module: moduleThat("\tlocal_irq_disable();\n\twhile (!stop)\n\t\tpr_info(\"and so on\\n\");"), ends: []string{labproto.EndTimeout}, oops: oops.Stuck},
		"panics":             {module: moduleThat("\tpanic(\"on purpose\");"), ends: []string{labproto.EndPanic}, note: labproto.NoteOops},
		"loops":              {module: moduleThat("\twhile (!stop)\n\t\tcpu_relax();"), ends: []string{labproto.EndTimeout}, oops: oops.Stuck},
		"loops without interrupts": {module: moduleThat("\tlocal_irq_disable();\n\twhile (!stop)\n\t\tcpu_relax();"),
			ends: []string{labproto.EndTimeout}, oops: oops.Stuck},
	}
}

// limit is the time that its run has, in milliseconds: what ends by itself, or
// has to come to a remark first, must not be cut short on a slow host.
func (a *abuse) limit() uint32 {
	if slices.Contains(a.ends, labproto.EndTimeout) {
		return 1500
	}
	return labproto.MaxTimeoutMillis
}

// asksToStop says whether a run's event is the one at which its learner stops it.
func (a *abuse) asksToStop(e labproto.Event) bool {
	return slices.Contains(a.ends, labproto.EndStopped) && e.Kind == labproto.KindNote && e.Name == a.note
}

// compiles gives the id of what was compiled of a source.
type compiles func(ctx context.Context, kind compile.Kind, main, name, source string) (string, error)

// steps is the run of an abuse, with what was compiled.
func (a *abuse) steps(ctx context.Context, compiled compiles) (labproto.Program, error) {
	p := labproto.Program{TimeoutMillis: a.limit()}
	file, s := "user", labproto.Step{Op: labproto.OpExec, Terminal: a.terminal}
	kind, main, name, source := compile.Program, labProgram, "", a.program
	if a.module != "" {
		file, s = labModuleName+".ko", labproto.Step{Op: labproto.OpInsert}
		kind, main, name, source = compile.Module, labModule, labModuleName, a.module
	}
	id, err := compiled(ctx, kind, main, name, source)
	if err != nil {
		return p, err
	}
	s.Actor, s.Name = "abuser", file
	p.Files, p.Steps = []labproto.ProgramFile{{Name: file, ID: id}}, []labproto.Step{s}
	return p, nil
}
