// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/spf13/cobra"

	"netlinklab/backend/compile"
	"netlinklab/backend/hub"
	"netlinklab/backend/module"
	"netlinklab/backend/sandbox"
	"netlinklab/backend/web"
	"netlinklab/lessons"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	machine machineFlags
	addr    string
	base    string
	lessons string
	metrics bool
	pool    sandbox.PoolOptions
	hub     hub.Options
}

// usualPool is a server's pool of machines unless its flags say otherwise.
func usualPool() sandbox.PoolOptions { return sandbox.PoolOptions{Warm: 2, Max: 16, MaxQueue: 200} }

// perOwner is how many of them one learner may have: half is always for others.
func perOwner(o sandbox.PoolOptions) int { return max(1, o.Max/2) }

func newServeCommand() *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve the site",
		Long: `Serve the site, with a warm pool of virtual machines behind it.

Pages are served at once; the machines warm up in the background. Without QEMU or
a guest image the lessons show recorded runs, and the log says what is missing.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return f.serve(c.Context()) },
	}
	f.machine.add(c)
	c.Flags().StringVar(&f.addr, "addr", "127.0.0.1:8080", "address to listen on")
	c.Flags().StringVar(&f.base, "base", "", "path that the site lives under, such as /netlink")
	c.Flags().StringVar(&f.lessons, "lessons", "", "read lessons from this folder instead of the built-in ones")
	c.Flags().BoolVar(&f.metrics, "metrics", false, "serve /metrics")
	usual := usualPool()
	c.Flags().IntVar(&f.pool.Warm, "warm", usual.Warm, "machines to keep ready")
	c.Flags().IntVar(&f.machine.standby, "standby", usualStandby, "emulators to keep started for the machines to come, about 20 MiB each")
	c.Flags().IntVar(&f.pool.Max, "max", usual.Max, "machines at most, about 25 MiB each")
	c.Flags().IntVar(&f.pool.MaxQueue, "queue", usual.MaxQueue, "learners that may wait for a machine")
	c.Flags().StringSliceVar(&f.hub.Origins, "origin", nil, "another origin that may connect, or what a proxy in front is called, such as https://docs.example")
	c.Flags().DurationVar(&f.hub.Idle, "idle", 10*time.Minute, "let a machine go after so long without a run")
	c.Flags().DurationVar(&f.hub.Age, "age", time.Hour, "let a machine go when it is that old")
	return c
}

func (f *serveFlags) serve(ctx context.Context) error {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	all, err := f.load()
	if err != nil {
		return err
	}
	listener, err := listen(f.addr)
	if err != nil {
		return err
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector())
	f.hub.Log, f.hub.Metrics = log, registry
	f.hub.PerOwner = perOwner(f.pool)
	boxes := &boxes{flags: f, log: log, version: readVersion().Version}
	registry.MustRegister(boxes)
	f.hub.Files, f.hub.Explain = boxes.binary, boxes.explain
	h := hub.New(nil, f.hub)
	boxes.hub = h
	o := web.Options{Base: "/" + strings.Trim(f.base, "/"), Lessons: all, Origins: f.hub.Origins, Hub: h, Health: boxes.health, Log: log,
		Compile: &compile.Site{Source: boxes.compilers, Learner: h.Learner, Log: log}}
	if o.Base == "/" {
		o.Base = ""
	}
	if f.metrics {
		o.Metrics = promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
	}
	handler, err := web.New(o)
	if err != nil {
		return errors.Join(err, listener.Close(), h.Close())
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	fmt.Printf("netlinklab is at http://%s%s/\n", listener.Addr(), o.Base)
	return run(ctx, server, listener, boxes)
}

// run serves until ctx ends, then ends everything in order: no new requests, no
// sessions, no machines.
func run(ctx context.Context, server *http.Server, listener net.Listener, b *boxes) error {
	var work sync.WaitGroup
	ctx, cancel := context.WithCancel(ctx)
	work.Go(func() { b.open(ctx) })
	failed := make(chan error, 1)
	work.Go(func() { failed <- server.Serve(listener) })
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	cancel()
	stopping, stop := context.WithTimeout(context.Background(), 5*time.Second)
	defer stop()
	err = errors.Join(err, b.hub.Close(), server.Shutdown(stopping))
	work.Wait()
	if err = errors.Join(err, b.close()); errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// load reads the lessons; an author's folder may be given by a flag.
func (f *serveFlags) load() ([]lessons.Lesson, error) {
	var files fs.FS = lessons.FS()
	if f.lessons != "" {
		files = os.DirFS(f.lessons)
	}
	return lessons.Load(files, module.Sources())
}
