// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"

	"netlinklab/backend/sandbox"
	"netlinklab/backend/sandbox/qemu/qemutest"
	"netlinklab/wasm/labproto"
)

// compiledProgram compiles a program for the guest.
func compiledProgram(t *testing.T, source string) []byte {
	t.Helper()
	jobs, err := readLabFolder(labFolder(t, map[string]string{"user.c": source}))
	if err != nil {
		t.Fatal(err)
	}
	built, err := new(labRun).compile(t.Context(), onBed(t).compiler, jobs)
	if err != nil {
		t.Fatal(err)
	}
	return built["user"].Binary
}

// It and its children wait for ever, each in a session of its own.
const leavingProgram = `#include <stdio.h>
#include <unistd.h>
int main(void)
{
	for (int i = 0; i < 40; i++)
		if (fork() == 0) {
			setsid();
			for (;;)
				pause();
		}
	pause();
	return 0;
}
`

// countingProgram says how many processes have ended and not been asked for.
const countingProgram = `#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>
int main(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *e;
	int zombies = 0;

	while ((e = readdir(proc))) {
		char path[300], line[300] = "";
		FILE *f;

		if (!isdigit((unsigned char)e->d_name[0]))
			continue;
		snprintf(path, sizeof(path), "/proc/%s/stat", e->d_name);
		if (!(f = fopen(path, "r")))
			continue;
		if (fgets(line, sizeof(line), f) && strstr(line, ") Z "))
			zombies++;
		fclose(f);
	}
	printf("%d zombies\n", zombies);
	return 0;
}
`

// What a run's programs leave behind does not keep its process ids.
func TestOrphansAreReaped(t *testing.T) {
	host := onBed(t).host
	m := qemutest.Start(t, host)
	for name, source := range map[string]string{"leaving": leavingProgram, "counting": countingProgram} {
		if err := sandbox.SendFile(t.Context(), m, name, compiledProgram(t, source)); err != nil {
			t.Fatal(err)
		}
	}
	run := func(id uint32, name string, millis uint32) (said, end string) {
		p := labproto.Program{TimeoutMillis: millis, Steps: []labproto.Step{{Actor: "user", Op: labproto.OpExec, Name: name}}}
		tr, err := sandbox.TranscribeOn(t.Context(), m, id, p, func(e labproto.Event) {
			if e.Kind == labproto.KindOutput {
				said += string(e.Data)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		return said, tr.Events[len(tr.Events)-1].Name
	}
	if _, end := run(1, "leaving", 8000); end != labproto.EndTimeout {
		t.Errorf("the run of processes that wait ends %q", end)
	}
	// A killed process needs a moment to end: what the second run finds still
	// ending, the third does not.
	run(2, "counting", 30_000)
	if said, end := run(3, "counting", 30_000); strings.TrimSpace(said) != "0 zombies" || end != labproto.EndDone {
		t.Errorf("%q, %s", said, end)
	}
}
