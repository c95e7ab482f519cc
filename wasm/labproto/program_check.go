// SPDX-License-Identifier: Apache-2.0

package labproto

import "strconv"

// Check says whether p can be run: within every limit, each step with what its
// op needs, labels unique and known. It does not judge the bytes or what the
// kernel will think of the arguments. The error is a *PathError.
func (p *Program) Check() error {
	c := checker{labels: map[string]int{}, actors: map[string]bool{}}
	if len(p.Steps) == 0 {
		return &PathError{"steps", "a program needs at least one step"}
	}
	if len(p.Steps) > MaxSteps {
		return &PathError{"steps", "a program has at most 256 steps"}
	}
	if p.TimeoutMillis > MaxTimeoutMillis {
		return &PathError{"timeout_ms", "must be at most 60000"}
	}
	if p.XRayStack && !p.XRay {
		return &PathError{"xray_stack", "needs xray as well"}
	}
	if err := checkFiles(p.Files); err != nil {
		return err
	}
	for i := range p.Steps {
		for _, l := range [...]struct{ field, label string }{{"label", p.Steps[i].Label}, {"receiving", p.Steps[i].Receiving}} {
			if l.label == "" {
				continue
			}
			if first, ok := c.labels[l.label]; ok {
				return at(i, l.field, "step "+strconv.Itoa(first)+" has this label already")
			}
			c.labels[l.label] = i
		}
	}
	for i := range p.Steps {
		if err := c.step(i, &p.Steps[i]); err != nil {
			return err
		}
	}
	return nil
}

func checkFiles(files []ProgramFile) error {
	if len(files) > MaxFiles {
		return &PathError{"files", "a program has at most 8 files"}
	}
	for i, f := range files {
		path := "files[" + strconv.Itoa(i) + "]"
		if !fileName(f.Name) {
			return &PathError{path + ".name", "a file's name is letters, digits, _ - and ., at most 64 bytes"}
		}
		if f.ID == "" || len(f.ID) > MaxName {
			return &PathError{path + ".id", "needs the id that the compiler gave"}
		}
		for _, other := range files[:i] {
			if other.Name == f.Name {
				return &PathError{path + ".name", "there is a file of this name already"}
			}
		}
	}
	return nil
}

type checker struct {
	labels map[string]int
	actors map[string]bool
}

func at(i int, field, text string) error {
	path := "steps[" + strconv.Itoa(i) + "]"
	if field != "" {
		path += "." + field
	}
	return &PathError{path, text}
}

func (c *checker) step(i int, s *Step) error {
	if s.Op.String() == "" {
		return at(i, "op", "a step needs an op")
	}
	if s.Actor == "" {
		return at(i, "actor", "a step needs an actor, any name for its process")
	}
	if s.Actor == LaneKernel || s.Actor == LaneLog {
		return at(i, "actor", "kernel and log are lanes of the kernel's own; choose another name")
	}
	c.actors[s.Actor] = true
	if len(c.actors) > MaxActors {
		return at(i, "actor", "a program has at most 16 actors")
	}
	for _, n := range [...]struct{ field, value string }{
		{"actor", s.Actor}, {"label", s.Label}, {"receiving", s.Receiving}, {"socket", s.Socket}, {"call", s.Call},
	} {
		if len(n.value) > MaxName {
			return at(i, n.field, "a name has at most 64 bytes")
		}
	}
	if len(s.After) > MaxAfter {
		return at(i, "after", "a step waits for at most 16 labels")
	}
	for _, l := range s.After {
		step, ok := c.labels[l]
		if !ok {
			return at(i, "after", "no step has the label "+string(AppendJSONString(nil, l)))
		}
		if step == i {
			return at(i, "after", "a step cannot wait for itself")
		}
	}
	return checkOp(i, s)
}

var sendCalls = [...]string{"", "sendto", "sendmsg", "send", "write", "writev"}
var receiveCalls = [...]string{"", "recvmsg", "recvfrom", "recv", "read", "readv"}

func checkOp(i int, s *Step) error {
	if len(s.Data) > MaxData || len(s.Value) > MaxData {
		return at(i, "data", "at most 65536 bytes")
	}
	if len(s.Name) > maxPath || len(s.Params) > maxPath {
		return at(i, "name", "at most 4096 bytes")
	}
	if s.Millis > MaxTimeoutMillis {
		return at(i, "ms", "must be at most 60000")
	}
	if len(s.Data) > 0 && s.Op != OpSend {
		return at(i, "data", "only a send has data")
	}
	if s.Terminal && s.Op != OpExec {
		return at(i, "terminal", "only an exec has a terminal")
	}
	if s.Receiving != "" && s.Op != OpExec {
		return at(i, "receiving", "only an exec has this label; other steps are done when they have received")
	}
	if s.Stdin && s.Op != OpExec {
		return at(i, "stdin", "only an exec has a standard input")
	}
	if s.Stdin && s.Terminal {
		return at(i, "stdin", "a terminal is its standard input already")
	}
	switch s.Op {
	case OpJoin, OpLeave:
		if s.Group == 0 {
			return at(i, "group", "needs a group number, from 1")
		}
	case OpSend:
		return checkSend(i, s)
	case OpReceive:
		if !oneOf(s.Call, receiveCalls[:]) {
			return at(i, "call", "unknown call; a receive is recvmsg, recvfrom, recv, read or readv")
		}
		if s.Size > MaxData {
			return at(i, "size", "must be at most 65536")
		}
		if s.Size == 0 {
			return at(i, "size", "needs the buffer's size in bytes, such as 8192")
		}
		if s.Count > MaxEvents {
			return at(i, "count", "must be at most 20000")
		}
	case OpGetOption:
		if s.Size > MaxData {
			return at(i, "size", "must be at most 65536")
		}
	case OpSleep:
		if s.Millis == 0 {
			return at(i, "ms", "needs how long to sleep, in milliseconds")
		}
	case OpExec, OpInsert:
		if !fileName(s.Name) {
			return at(i, "name", "needs the name of a file that was sent: letters, digits, _ - and ., at most 64 bytes")
		}
	case OpLoad, OpUnload, OpRead, OpUnshare:
		if s.Name == "" {
			return at(i, "name", "needs a name: a module, a path, or net or user")
		}
		if s.Op != OpRead && len(s.Name) > MaxName {
			return at(i, "name", "a name has at most 64 bytes")
		}
	}
	return nil
}

func checkSend(i int, s *Step) error {
	if !oneOf(s.Call, sendCalls[:]) {
		return at(i, "call", "unknown call; a send is sendto, sendmsg, send, write or writev")
	}
	if len(s.Cuts) > MaxCuts {
		return at(i, "cuts", "at most 64 cuts")
	}
	if len(s.Cuts) > 0 && s.Call != "sendmsg" && s.Call != "writev" {
		return at(i, "cuts", "only sendmsg and writev take several buffers")
	}
	last := uint32(0)
	for _, c := range s.Cuts {
		if c <= last || c >= uint32(len(s.Data)) {
			return at(i, "cuts", "cuts are offsets inside the data, rising")
		}
		last = c
	}
	return nil
}

func oneOf(s string, list []string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}
