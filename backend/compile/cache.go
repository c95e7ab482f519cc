// SPDX-License-Identifier: Apache-2.0

package compile

import (
	"container/list"
	"sync"
)

// cacheBytes bounds the results that are kept in memory.
const cacheBytes = 64 << 20

// cache keeps the results that were asked for last.
type cache struct {
	limit int

	mu    sync.Mutex
	size  int
	order list.List // of *cached, the last used in front
	byKey map[string]*list.Element
}

type cached struct {
	key    string
	result Result
}

func newCache(limit int) *cache {
	return &cache{limit: limit, byKey: map[string]*list.Element{}}
}

func (c *cache) get(key string) (Result, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byKey[key]
	if !ok {
		return Result{}, false
	}
	c.order.MoveToFront(e)
	return e.Value.(*cached).result, true
}

func (c *cache) put(key string, r Result) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.byKey[key]; ok {
		return
	}
	c.byKey[key] = c.order.PushFront(&cached{key, r})
	c.size += r.weight()
	for c.size > c.limit && c.order.Len() > 1 {
		last := c.order.Remove(c.order.Back()).(*cached)
		delete(c.byKey, last.key)
		c.size -= last.result.weight()
	}
}

// weight is about what a result takes in memory, in bytes.
func (r *Result) weight() int {
	return len(r.Binary) + len(r.Debug) + len(r.Rest) + 512*len(r.Diagnostics) + 1024
}
