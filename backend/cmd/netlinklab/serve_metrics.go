// SPDX-License-Identifier: Apache-2.0

package main

import "github.com/prometheus/client_golang/prometheus"

// Metrics of the machines behind the site.
var (
	machinesDesc = prometheus.NewDesc("netlinklab_machines", "Virtual machines at this moment, by state.", []string{"state"}, nil)
	waitingDesc  = prometheus.NewDesc("netlinklab_machines_wanted", "Learners that wait for a machine.", nil, nil)
	startedDesc  = prometheus.NewDesc("netlinklab_machine_starts_total", "Machines that were started, by outcome.", []string{"outcome"}, nil)
	standbyDesc  = prometheus.NewDesc("netlinklab_emulators_ready", "Emulators that wait for a machine to be.", nil, nil)
	lostDesc     = prometheus.NewDesc("netlinklab_emulators_failed_total", "Emulators that could not be started beforehand, or ended while they waited.", nil, nil)
)

// Describe implements prometheus.Collector.
func (b *boxes) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{machinesDesc, waitingDesc, startedDesc, standbyDesc, lostDesc} {
		to <- d
	}
}

// Collect implements prometheus.Collector: nothing until there are machines.
func (b *boxes) Collect(to chan<- prometheus.Metric) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.pool == nil {
		return
	}
	pool, emulators := b.pool.Stats(), b.host.Standby()
	gauge := func(d *prometheus.Desc, n int, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(n), labels...)
	}
	count := func(d *prometheus.Desc, n uint64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), labels...)
	}
	gauge(machinesDesc, pool.Warm, "warm")
	gauge(machinesDesc, pool.Starting, "starting")
	gauge(machinesDesc, pool.Live-pool.Warm-pool.Starting, "lent")
	gauge(waitingDesc, pool.Waiting)
	count(startedDesc, pool.Started, "ok")
	count(startedDesc, pool.Failed, "failed")
	gauge(standbyDesc, emulators.Ready)
	count(lostDesc, emulators.Failed)
}
