// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"os"
	"sync"
	"testing"

	"netlinklab/backend/compile"
	"netlinklab/backend/guest"
	"netlinklab/backend/sandbox/qemu"
	"netlinklab/wasm/labproto"
)

// bed is what tests of code on machines stand on, made once: they start many
// machines and compile many modules, and neither the template's copy nor the
// kernel build's commands are what they prove.
type bed struct {
	host     *qemu.Host
	compiler *compile.Compiler
}

// theBed makes it when the first test asks; TestMain ends it.
var theBed = sync.OnceValues(makeBed)

// bedMade says that there is one to end.
var bedMade bool

func makeBed() (*bed, error) {
	bedMade = true
	cache, err := guest.DefaultCache()
	if err != nil {
		return nil, err
	}
	image, err := guest.Load(cache)
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	c, err := compile.New(ctx, compile.Options{Image: image})
	if err != nil {
		return nil, err
	}
	if err := c.Prepare(ctx); err != nil {
		return nil, err
	}
	host, err := qemu.New(ctx, qemu.Options{Image: image, Cache: cache, Accel: "auto"})
	if err != nil {
		return nil, err
	}
	return &bed{host, c}, nil
}

// endBed ends what was made.
func endBed() error {
	if !bedMade {
		return nil
	}
	b, err := theBed()
	if err != nil {
		return nil // its tests have failed of it
	}
	return b.host.Close()
}

// onBed gives a test the bed. Once VMs are asked for nothing may be missing.
func onBed(t *testing.T) *bed {
	t.Helper()
	if os.Getenv("NETLINKLAB_VM") == "" {
		t.Skip("boots machines; set NETLINKLAB_VM=1 to ask for it")
	}
	b, err := theBed()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// labOnBed runs a folder on a machine, as lab run does. What ends by itself has a
// minute, however slow the host is.
func labOnBed(t *testing.T, o labRun, files map[string]string) labproto.Transcript {
	t.Helper()
	b := onBed(t)
	jobs, err := readLabFolder(labFolder(t, files))
	if err != nil {
		t.Fatal(err)
	}
	built, err := o.compile(t.Context(), b.compiler, jobs)
	if err != nil {
		t.Fatal(err)
	}
	if o.millis == 0 {
		o.millis = labproto.MaxTimeoutMillis
	}
	tr, err := o.runOn(t.Context(), b.host, jobs, built, func(labproto.Event) {})
	if err != nil {
		t.Fatal(err)
	}
	return tr
}
