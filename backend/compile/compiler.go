// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"netlinklab/backend/guest"
)

// ErrFull says that too many jobs wait already.
var ErrFull = errors.New("the compilers are busy and the queue is full; try again in a minute")

// Options say with what to compile, and how much at once.
type Options struct {
	// Image is the guest that results are for; its SDK has the compiler.
	Image guest.Image
	// AtOnce is how many compilers may run (2).
	AtOnce int
	// MaxQueue is how many jobs may wait for one (64).
	MaxQueue int

	// landlock is the version of Landlock to use without trying bubblewrap, for
	// tests; 0 leaves the choice to New.
	landlock int
}

// Compiler compiles jobs. It may be used by many goroutines.
type Compiler struct {
	jail    jail
	sdk     string
	release string
	queue   *queue
	cache   *cache
	direct  atomic.Pointer[direct]
	golang  atomic.Pointer[goTool]

	mu       sync.Mutex
	flights  map[string]chan struct{} // closed when the job with that key is done
	expected *expectation             // of Go jobs; nil if they never have to wait
}

// New finds the SDK and the way in which compilers can be confined here: by
// bubblewrap, else by Landlock. Each is tried by using it. The error says what is
// missing.
func New(ctx context.Context, o Options) (*Compiler, error) {
	if o.Image.SDK == "" {
		return nil, errors.New("there is no Debian system to compile with beside the guest image; make it with: netlinklab image build")
	}
	if o.AtOnce == 0 {
		o.AtOnce = 2
	}
	if o.MaxQueue == 0 {
		o.MaxQueue = 64
	}
	c := &Compiler{
		sdk: o.Image.SDK, release: o.Image.Release, queue: newQueue(o.AtOnce, o.MaxQueue), cache: newCache(cacheBytes),
		flights: map[string]chan struct{}{},
	}
	if err := c.confine(ctx, o.landlock); err != nil {
		return nil, err
	}
	return c, nil
}

// Prepare makes later modules faster: it learns the kernel build's commands from
// a module of its own, which takes as long as one. It is worth its time where
// more than one module will be compiled. Without it, or after an error, modules
// are built all the same.
func (c *Compiler) Prepare(ctx context.Context) error {
	d, err := c.learnDirect(ctx)
	if err == nil {
		c.direct.Store(d)
	}
	return err
}

// Progress is what a job waits for; one of its fields is set.
type Progress struct {
	// Queued is the place in the queue, from 1.
	Queued int `json:"queued,omitempty"`
	// Preparing is "go" while the Go toolchain is prepared, once on a server, which
	// takes about a minute.
	Preparing string `json:"preparing,omitempty"`
}

// PreparingGo is what Go jobs wait for on a new server.
const PreparingGo = "go"

// Compile compiles a job, or remembers what came of it before. Jobs that are
// the same are compiled once, however many ask. told hears what the job waits
// for; it may be nil. An error means that nothing was compiled: a *JobError,
// ErrFull, ErrNoGo, or the context's; what the compiler refuses is a Result.
func (c *Compiler) Compile(ctx context.Context, j Job, told func(Progress)) (Result, error) {
	if err := j.Check(); err != nil {
		return Result{}, err
	}
	key := j.key(recipe + " " + c.sdk + " " + c.release)
	for {
		if r, ok := c.cache.get(key); ok {
			r.Cached = true
			return r, nil
		}
		c.mu.Lock()
		flight, flying := c.flights[key]
		if !flying {
			flight = make(chan struct{})
			c.flights[key] = flight
		}
		c.mu.Unlock()
		if !flying {
			r, err := c.compile(ctx, &j, key, told)
			c.mu.Lock()
			delete(c.flights, key)
			c.mu.Unlock()
			close(flight)
			return r, err
		}
		select {
		case <-flight: // its result is in the cache, or it was given up: look again
		case <-ctx.Done():
			return Result{}, context.Cause(ctx)
		}
	}
}

// Binary gives what was compiled by its Result's ID; false if it is not kept
// any more, or never was.
func (c *Compiler) Binary(id string) ([]byte, bool) {
	r, ok := c.cache.get(id)
	return r.Binary, ok && r.OK()
}

// Debug gives the same with its debugging sections, by which lines are found.
func (c *Compiler) Debug(id string) ([]byte, bool) {
	r, ok := c.cache.get(id)
	return r.Debug, ok && r.OK()
}

// compile takes a seat and compiles.
func (c *Compiler) compile(ctx context.Context, j *Job, key string, told func(Progress)) (Result, error) {
	var g *goTool
	if j.Kind == Go {
		var err error
		if g, err = c.toolchain(ctx, told); err != nil {
			return Result{}, err
		}
	}
	seat, err := c.queue.take(ctx, func(position int) {
		if told != nil {
			told(Progress{Queued: position})
		}
	})
	if err != nil {
		return Result{}, err
	}
	defer c.queue.give(seat)
	var more []packed
	d := c.direct.Load()
	if d != nil && j.Kind == Module && len(d.common) > 0 {
		more = append(more, packed{commonName, d.common})
	}
	sources, err := j.pack(more...)
	if err != nil {
		return Result{}, err
	}
	out, err := c.run(ctx, g, seat, sources, j.script(c.jail.ways(), c.release, d))
	if ctx.Err() != nil {
		return Result{}, context.Cause(ctx)
	}
	r := Result{ID: key, Took: out.took, Limit: out.limit}
	r.Diagnostics, r.Rest = readDiagnostics(out.printed)
	switch {
	case r.Limit != "":
		return r, nil // on a quiet machine it may do better: not remembered
	case err == nil:
		if r.Binary, r.Debug, err = unpack(out.archive); err != nil {
			return Result{}, err
		}
	case !r.refused() && r.Rest == "":
		return Result{}, fmt.Errorf("the compiler failed without a word: %w", err)
	}
	c.cache.put(key, r)
	return r, nil
}

// refused says whether a diagnostic explains that there is no binary.
func (r *Result) refused() bool {
	for _, d := range r.Diagnostics {
		if d.Severity == Error {
			return true
		}
	}
	return false
}
