// SPDX-License-Identifier: Apache-2.0

package codecbench

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"
)

// Figures are what Measure finds on one platform. Times are medians, in a process
// whose memory is used again (steadyAfter).
type Figures struct {
	// DecodeNsPerByte is for all spans of a message with their names, places,
	// depths and values.
	DecodeNsPerByte    float64 `json:"decode_ns_per_byte"`
	DecodeNsPerMessage float64 `json:"decode_ns_per_message"`
	// TreeNsPerMessage is for a node for every field, member and element.
	TreeNsPerMessage float64 `json:"tree_ns_per_message"`
	// TextNsPerMessage is for the tree with every value's text.
	TextNsPerMessage float64 `json:"text_ns_per_message"`
	// AllocsPerMessage is of the tree; DecodeAllocsPerMessage of the spans.
	AllocsPerMessage         float64 `json:"allocs_per_message"`
	DecodeAllocsPerMessage   float64 `json:"decode_allocs_per_message"`
	MdlayherNsPerMessage     float64 `json:"mdlayher_ns_per_message"`
	MdlayherAllocsPerMessage float64 `json:"mdlayher_allocs_per_message"`
	// RatioToMdlayher is their time by ours; TreeRatioToMdlayher compares the
	// whole tree, which has what they leave as bytes taken apart.
	RatioToMdlayher     float64 `json:"ratio_to_mdlayher"`
	TreeRatioToMdlayher float64 `json:"tree_ratio_to_mdlayher"`
	Messages            int     `json:"messages"`
	BytesPerMessage     int     `json:"bytes_per_message"`
	AttributesEach      int     `json:"attributes_per_message"`
	NodesPerMessage     int     `json:"nodes_per_message"`
	Rounds              int     `json:"rounds"`
}

// perRound is how many messages one turn takes: short enough that the scheduler
// seldom steps in, long enough for clocks of 100 µs, which browsers have.
const perRound = 20

// Measure runs so many rounds over the whole dump.
func Measure(rounds int) (Figures, error) {
	d, err := newDump()
	if err != nil {
		return Figures{}, err
	}
	var us ours
	var them theirs
	var walked error
	sides := [...]func([]byte){
		us.scan, us.decode, us.text,
		func(b []byte) {
			if err := them.walk(b); err != nil {
				walked = err
			}
		},
	}
	f := Figures{Messages: Links, BytesPerMessage: len(d.bytes) / Links, Rounds: rounds}
	// The first turn grows the tree's memory and is not counted; it also shows
	// that both sides see the same attributes.
	for _, side := range sides {
		side(d.bytes)
	}
	if us.attributes != them.attributes {
		return f, fmt.Errorf("we see %d attributes, mdlayher/netlink %d", us.attributes, them.attributes)
	}
	us.decode(d.bytes)
	f.AttributesEach, f.NodesPerMessage = us.attributes/Links, len(us.tree.Nodes)/Links
	for cycled, walks := collections()+steadyAfter, 0; collections() < cycled; walks++ {
		if walks == steadyWithin {
			return f, errors.New("memory is never used again (GOGC is off or very large), and what is measured would be page faults")
		}
		sides[len(sides)-1](d.bytes)
	}
	var times [len(sides)][]float64
	for range rounds {
		for first := 0; first < Links; first += perRound {
			b := d.slice(first, perRound)
			for i, side := range sides {
				began := time.Now()
				side(b)
				times[i] = append(times[i], float64(time.Since(began).Nanoseconds())/perRound)
			}
		}
	}
	if walked != nil {
		return f, walked
	}
	f.DecodeNsPerMessage, f.TreeNsPerMessage = median(times[0]), median(times[1])
	f.TextNsPerMessage, f.MdlayherNsPerMessage = median(times[2]), median(times[3])
	f.DecodeNsPerByte = f.DecodeNsPerMessage / float64(f.BytesPerMessage)
	f.RatioToMdlayher = f.MdlayherNsPerMessage / f.DecodeNsPerMessage
	f.TreeRatioToMdlayher = f.MdlayherNsPerMessage / f.TreeNsPerMessage
	f.DecodeAllocsPerMessage = allocs(sides[0], d.bytes)
	f.AllocsPerMessage = allocs(sides[1], d.bytes)
	f.MdlayherAllocsPerMessage = allocs(sides[3], d.bytes)
	return f, nil
}

// steadyAfter is how many garbage collections come before what counts. Memory that
// a process touches for the first time costs it page faults, which takes several
// times as long as all of a walk; from the first collections on it is used again.
// What counts is the time in a program that runs for long.
const steadyAfter = 3

// steadyWithin is how many walks of the dump, of some 6 MB each, that may take.
const steadyWithin = 500

func collections() uint32 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.NumGC
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}

// allocs counts allocations for a message.
func allocs(side func([]byte), b []byte) float64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	side(b)
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs-before.Mallocs) / Links
}
