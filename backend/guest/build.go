// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Options say what to build an image from.
type Options struct {
	// Cache is the folder that everything is kept in.
	Cache string
	// SDK is a Debian system with the kernel, its headers and a compiler;
	// empty makes one in the cache with mmdebstrap.
	SDK string
	// Agent is the agent's binary; empty builds it with the go command from
	// ModuleRoot.
	Agent string
	// ModuleRoot is the folder of go.mod, where Agent is empty.
	ModuleRoot string
	// Progress is told when a stage starts (done 0) and how far it is; total is
	// 0 where the end is not known. It may be nil.
	Progress func(stage string, done, total int64)
}

func (o *Options) progress(stage string, done, total int64) {
	if o.Progress != nil {
		o.Progress(stage, done, total)
	}
}

// Build makes the image, or finds that it is there already.
func Build(ctx context.Context, o Options) (Image, error) {
	if err := os.MkdirAll(o.Cache, 0o755); err != nil {
		return Image{}, fmt.Errorf("cache folder: %w", err)
	}
	unlock, err := lock(ctx, filepath.Join(o.Cache, "build.lock"))
	if err != nil {
		return Image{}, err
	}
	defer unlock()

	sdk, err := prepareSDK(ctx, &o)
	if err != nil {
		return Image{}, err
	}
	agent, err := buildAgent(ctx, &o)
	if err != nil {
		return Image{}, err
	}
	ko, err := buildModule(ctx, &o, sdk)
	if err != nil {
		return Image{}, err
	}
	return assemble(ctx, &o, sdk, agent, ko)
}

// assemble writes the image's folder and makes it the current one.
func assemble(ctx context.Context, o *Options, sdk sdk, agent, ko string) (Image, error) {
	key, err := imageKey(sdk, agent, ko)
	if err != nil {
		return Image{}, err
	}
	store := filepath.Join(o.Cache, "image")
	dir := filepath.Join(store, key)
	if _, err := loadDir(dir); err != nil {
		o.progress("initramfs", 0, 0)
		if err := needSpace(o.Cache, 256<<20); err != nil {
			return Image{}, err
		}
		err := fill(dir, func(tmp string) error {
			if err := copyFile(filepath.Join(tmp, kernelFile), sdk.kernel); err != nil {
				return err
			}
			if err := writeInitramfs(ctx, filepath.Join(tmp, initramfsFile), sdk, agent, ko); err != nil {
				return err
			}
			b, err := json.MarshalIndent(manifest{Release: sdk.release, SDK: sdk.dir}, "", "  ")
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(tmp, manifestFile), append(b, '\n'), 0o644)
		})
		if err != nil {
			return Image{}, err
		}
	}
	current := filepath.Join(store, currentFile)
	if err := os.WriteFile(current+".new", []byte(key), 0o644); err != nil {
		return Image{}, err
	}
	if err := os.Rename(current+".new", current); err != nil {
		return Image{}, err
	}
	if err := prune(store, dir); err != nil {
		return Image{}, err
	}
	return loadDir(dir)
}

// keepOld is how long an image that is no longer current is kept, for servers
// that still run on it.
const keepOld = 7 * 24 * time.Hour

// prune removes images that are neither current nor fresh.
func prune(store, current string) error {
	entries, err := os.ReadDir(store)
	if err != nil {
		return err
	}
	for _, e := range entries {
		dir := filepath.Join(store, e.Name())
		info, err := e.Info()
		if err != nil || !e.IsDir() || dir == current || time.Since(info.ModTime()) < keepOld {
			continue
		}
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	return nil
}

func copyFile(dst, src string) error {
	in, err := os.Open(src)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(dst, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}
