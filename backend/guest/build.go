// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"netlinklab/backend/module"
)

// Options say what to build an image from.
type Options struct {
	// Cache is the folder that everything is kept in.
	Cache string
	// SDK is a Debian system with the kernel, its headers and a compiler;
	// empty makes one in the cache with mmdebstrap.
	SDK string
	// Mirror is the address of the Debian archive to make it from; empty
	// leaves the choice to mmdebstrap.
	Mirror string
	// Agent is the agent's binary; empty builds it with the go command from
	// ModuleRoot.
	Agent string
	// ModuleRoot is the folder of go.mod, where Agent is empty.
	ModuleRoot string
	// Progress is told when a stage starts (done 0) and how far it is; total is
	// 0 where the end is not known. It may be nil, and is called by one
	// goroutine at a time.
	Progress func(stage string, done, total int64)

	// sources of the test module; nil for those built in.
	sources fs.FS
}

func (o *Options) progress(stage string, done, total int64) {
	if o.Progress != nil {
		o.Progress(stage, done, total)
	}
}

func (o *Options) moduleSources() fs.FS {
	if o.sources != nil {
		return o.sources
	}
	return module.Sources()
}

// Build makes the image, or finds that it is there already. Builders of one
// cache take turns.
func Build(ctx context.Context, o Options) (Image, error) {
	im, err := build(ctx, o)
	if err != nil {
		return Image{}, explainSpace(err, o.Cache, cacheSetting)
	}
	return im, nil
}

func build(ctx context.Context, o Options) (Image, error) {
	if err := os.MkdirAll(o.Cache, 0o755); err != nil {
		return Image{}, fmt.Errorf("cache folder: %w", err)
	}
	unlock, err := lock(ctx, filepath.Join(o.Cache, "build.lock"), func(pid int) {
		o.progress(waitingStage(pid), 0, 0)
	})
	if err != nil {
		return Image{}, err
	}
	defer unlock()
	for _, store := range []string{"sdk", "module", "image"} {
		if err := sweep(filepath.Join(o.Cache, store)); err != nil {
			return Image{}, err
		}
	}
	sdk, dir, err := buildParts(ctx, &o)
	var damaged *DamagedError
	if errors.As(err, &damaged) && o.SDK == "" {
		// Something in the SDK is not what was installed: it is made anew, once.
		if err := remove(sdk.dir); err != nil {
			return Image{}, err
		}
		sdk, dir, err = buildParts(ctx, &o)
	}
	if err != nil {
		return Image{}, err
	}
	if err := errors.Join(setCurrentSDK(o.Cache, sdk.dir), setCurrent(dir), prune(dir)); err != nil {
		return Image{}, err
	}
	return Load(o.Cache)
}

// buildParts builds what is not there yet, in the order in which one part
// needs the other, and gives the image's folder.
func buildParts(ctx context.Context, o *Options) (s sdk, image string, err error) {
	if s, err = prepareSDK(ctx, o); err != nil {
		return s, "", err
	}
	agent, err := buildAgent(ctx, o)
	if err != nil {
		return s, "", err
	}
	ko, err := buildModule(ctx, o, s)
	if err != nil {
		return s, "", err
	}
	image, err = assemble(ctx, o, s, agent, ko)
	return s, image, err
}

// waitingStage is the stage of waiting for another builder.
func waitingStage(pid int) string {
	if pid == 0 {
		return "waits for another build"
	}
	return fmt.Sprintf("waits for another build (process %d)", pid)
}

// imageBytes is what an image takes, with room for the next.
const imageBytes = 64 << 20

// assemble gives the image's folder, which it fills if it is not there or is
// not what was once written.
func assemble(ctx context.Context, o *Options, sdk sdk, agent, ko string) (string, error) {
	key, err := imageKey(sdk, agent, ko)
	if err != nil {
		return "", err
	}
	dir := filepath.Join(o.Cache, "image", key)
	if checkSums(dir, kernelFile, initramfsFile, manifestFile) == nil {
		return dir, nil
	}
	o.progress("initramfs", 0, 0)
	if err := needSpace(o.Cache, imageBytes, cacheSetting); err != nil {
		return "", err
	}
	return dir, fill(dir, func(tmp string) error {
		if err := copyFile(filepath.Join(tmp, kernelFile), sdk.kernel); err != nil {
			return err
		}
		size, err := writeInitramfs(ctx, o, filepath.Join(tmp, initramfsFile), sdk, agent, ko)
		if err != nil {
			return err
		}
		b, err := json.MarshalIndent(manifest{Release: sdk.release, InitramfsBytes: size}, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(tmp, manifestFile), append(b, '\n'), 0o644); err != nil {
			return err
		}
		return sumFiles(tmp, kernelFile, initramfsFile, manifestFile)
	})
}
