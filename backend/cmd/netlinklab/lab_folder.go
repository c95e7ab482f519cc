// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"netlinklab/backend/compile"
	"netlinklab/wasm/labproto"
)

// The files that a folder may have, beside headers and further Go files, and the
// module's name to the kernel.
const (
	labModule     = "module.c"
	labProgram    = "user.c"
	labGo         = "main.go"
	labModuleName = "lab"
	// labActor runs the program.
	labActor = "user"
)

// noteProgram is the remark that a program has started.
const noteProgram = "program"

// readLabFolder makes jobs of a folder: the module first.
func readLabFolder(dir string) ([]compile.Job, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	headers := map[string][]byte{}
	gos := map[string][]byte{}
	mains := map[string][]byte{}
	for _, e := range entries {
		name := e.Name()
		into := headers
		switch {
		case e.IsDir():
			continue
		case name == labModule, name == labProgram:
			into = mains
		case strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go"):
			into = gos
		case !strings.HasSuffix(name, ".h"):
			continue
		}
		if into[name], err = os.ReadFile(filepath.Join(dir, name)); err != nil {
			return nil, err
		}
	}
	var jobs []compile.Job
	for _, j := range []compile.Job{{Kind: compile.Module, Main: labModule, Name: labModuleName}, {Kind: compile.Program, Main: labProgram}} {
		content, ok := mains[j.Main]
		if !ok {
			continue
		}
		j.Files = map[string][]byte{j.Main: content}
		for name, h := range headers {
			j.Files[name] = h
		}
		if err := j.Check(); err != nil {
			return nil, fmt.Errorf("%s: %w", dir, err)
		}
		jobs = append(jobs, j)
	}
	if _, ok := gos[labGo]; ok {
		j := compile.Job{Kind: compile.Go, Main: labGo, Files: gos}
		if err := j.Check(); err != nil {
			return nil, fmt.Errorf("%s: %w", dir, err)
		}
		if _, ok := mains[labProgram]; ok {
			return nil, fmt.Errorf("%s has user.c and main.go; a run has one program", dir)
		}
		jobs = append(jobs, j)
	}
	if len(jobs) == 0 {
		return nil, errors.New(dir + " has neither user.c nor module.c nor main.go")
	}
	return jobs, nil
}

// labFile is what a job's result is called in the guest.
func labFile(j compile.Job) string {
	if j.Kind == compile.Module {
		return labModuleName + ".ko"
	}
	return "user"
}

// program is what the machine does with what was compiled. The guest's own test
// module makes way: it holds the protocol that listings use.
func (o *labRun) program(jobs []compile.Job) labproto.Program {
	p := labproto.Program{TimeoutMillis: o.millis}
	o.xray.set(&p)
	last := ""
	step := func(s labproto.Step) {
		if s.Label = fmt.Sprint(len(p.Steps)); last != "" {
			s.After = []string{last}
		}
		last = s.Label
		p.Steps = append(p.Steps, s)
	}
	hasModule := jobs[0].Kind == compile.Module
	if hasModule {
		step(labproto.Step{Actor: "insmod", Op: labproto.OpUnload, Name: "netlink_test"})
		step(labproto.Step{Actor: "insmod", Op: labproto.OpInsert, Name: labModuleName + ".ko", Params: o.params})
	}
	if jobs[len(jobs)-1].Kind != compile.Module {
		step(labproto.Step{Actor: labActor, Op: labproto.OpExec, Name: "user", Params: o.args, ID: o.uid})
	}
	if hasModule {
		step(labproto.Step{Actor: "rmmod", Op: labproto.OpUnload, Name: labModuleName})
	}
	return p
}

// labStatus is the command's exit status for a transcript.
func labStatus(t labproto.Transcript) int {
	status, ran := 0, false
	for _, e := range t.Events {
		switch {
		case e.Kind == labproto.KindExit && e.Lane == labActor:
			status, ran = int(e.Ret), true
		case !ran && e.Kind == labproto.KindReturn && e.Errno != "" && (e.Lane == "rmmod" || e.Name == "finit_module"):
			status = exitNegative
		case e.Kind == labproto.KindEnd && e.Name != labproto.EndDone:
			return exitCutShort
		}
	}
	return status
}
