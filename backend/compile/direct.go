// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// direct builds modules without kbuild's makefiles, which take as long as the
// compiler does: with the very commands that kbuild has used for a module of
// ours, as it notes them down in .*.cmd files (scripts/Kbuild.include).
//
//	module.c ─cc─> .main.o ─ld -r, objtool─> lab.o ─modpost─> lab.mod.c ─cc─┐
//	                                           lab.ko <─ld -r── common.o ───┤
//	                                                          lab.mod.o <───┘
type direct struct {
	compile, combine, modpost, compileMod, link string
	// common is .module-common.o, the same in all modules; empty where the
	// kernel has none.
	common []byte
}

// Names that kbuild has never heard of, for our module's.
const (
	probeMain   = "NetlinklabMain"
	probeModule = "NetlinklabModule"
	commonName  = ".module-common.o"
	cmdsName    = "netlinklab.cmds"
)

// probeSource is the module whose commands are looked at.
const probeSource = "#include <linux/module.h>\nMODULE_DESCRIPTION(\"\");\nMODULE_LICENSE(\"GPL\");\n"

// errDirect says that kbuild's commands are not those that direct knows; modules
// are built by make then.
var errDirect = errors.New("kbuild's commands are other than expected")

// learnDirect builds our module with make and reads the commands.
func (c *Compiler) learnDirect(ctx context.Context) (*direct, error) {
	j := Job{Kind: Module, Main: probeMain + ".c", Name: probeModule, Files: map[string][]byte{probeMain + ".c": []byte(probeSource)}}
	sources, err := j.pack()
	if err != nil {
		return nil, err
	}
	seat, err := c.queue.take(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer c.queue.give(seat)
	script := "tar -xf -\n" + makeModule(c.jail.ways(), c.release) + "cat .*.cmd > " + cmdsName + "\n" +
		"touch " + commonName + "\ntar -cf - " + cmdsName + " " + commonName
	out, err := c.run(ctx, nil, seat, sources, script)
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case out.limit != "":
		return nil, fmt.Errorf("kbuild was ended at a limit: %s", out.limit)
	case err != nil:
		return nil, fmt.Errorf("kbuild makes no module: %w: %s", err, out.printed)
	}
	return readDirect(out.archive, out.plain)
}

// savedCommand is a line of a .cmd file.
var savedCommand = regexp.MustCompile(`(?m)^savedcmd_/mnt/(\S+) := *(.*)$`)

// dependencies is the option that writes down which headers were read.
var dependencies = regexp.MustCompile(` -Wp,-MMD,\S+`)

// readDirect reads the commands, with paths as scripts have them.
func readDirect(archive []byte, plain func([]byte) []byte) (*direct, error) {
	var d direct
	var cmds []byte
	for r := tar.NewReader(bytes.NewReader(archive)); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		b, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		if h.Name == cmdsName {
			cmds = plain(b)
		} else {
			d.common = b
		}
	}
	commands := map[string]string{}
	for _, m := range savedCommand.FindAllStringSubmatch(string(cmds), -1) {
		// $$ is make's way to write $, and the probe's names are plain.
		commands[m[1]] = strings.ReplaceAll(dependencies.ReplaceAllString(m[2], ""), "$$", "$")
	}
	for _, want := range []struct {
		into *string
		name string
		has  string
	}{
		{&d.compile, probeMain + ".o", " -c -o /mnt/" + probeMain + ".o /mnt/" + probeMain + ".c"},
		{&d.combine, probeModule + ".o", "@/mnt/" + probeModule + ".mod"},
		{&d.modpost, "Module.symvers", "modpost "},
		{&d.compileMod, probeModule + ".mod.o", " -c -o /mnt/" + probeModule + ".mod.o /mnt/" + probeModule + ".mod.c"},
		{&d.link, probeModule + ".ko", "-o /mnt/" + probeModule + ".ko"},
	} {
		*want.into = commands[want.name]
		if !strings.Contains(*want.into, want.has) {
			return nil, fmt.Errorf("%w: %s is made by %q", errDirect, want.name, *want.into)
		}
	}
	if strings.Contains(d.link, commonName) && len(d.common) == 0 {
		return nil, fmt.Errorf("%w: %s is linked and not there", errDirect, commonName)
	}
	return &d, nil
}

// script builds a job's module in /mnt, where its files are, with common beside
// them. modpost wants to know what an object was made of (scripts/mod/
// sumversion.c), for modules that have a version.
func (d *direct) script(j *Job, release string) string {
	name := j.module()
	own := strings.NewReplacer(
		"/mnt/"+probeMain+".c", "/mnt/"+j.Main,
		"/mnt/"+probeMain+".o", "/mnt/.main.o",
		`'"`+probeMain+`"'`, `'"`+symbolic(j.stem())+`"'`,
		`'"`+probeModule+`"'`, `'"`+symbolic(name)+`"'`,
		"kmod_"+probeModule, "kmod_"+symbolic(name),
		probeModule, name,
	)
	return own.Replace("" +
		"export ARCH=x86 SRCARCH=x86\ncd /lib/modules/" + release + "/build\n" + // objtool asks for SRCARCH
		d.compile + " >&2\n" +
		"echo /mnt/.main.o > /mnt/" + probeModule + ".mod\n" +
		"printf 'source_ := /mnt/" + probeMain + ".c\\n\\ndeps_ := \\\\\\n\\n' > /mnt/..main.o.cmd\n" +
		"{ " + d.combine + "; } >&2\n" +
		"echo /mnt/" + probeModule + ".o > /mnt/modules.order\n" +
		d.modpost + " >&2\n" +
		d.compileMod + " >&2\n" +
		d.link + " >&2\n" +
		"cd /mnt\n")
}

// symbolic is a name as kbuild puts it in C (name-fix in scripts/Makefile.lib).
func symbolic(name string) string { return strings.ReplaceAll(name, "-", "_") }
