// SPDX-License-Identifier: Apache-2.0

// Package xray tells which of the kernel's netlink functions tasks go through,
// how deep, and for how long: ftrace's function graph
// (Documentation/trace/ftrace.rst of the kernel), read as text.
//
//	 9.562664 |   0)    user-169    |               |    netlink_unicast() {
//	 9.563263 |   0)    user-169    |               |      nltest_input [netlink_test]() {
//	 9.563338 |   0)    user-169    |   2.136 us    |        netlink_ack();
//	 9.563881 |   0)    user-169    | ! 618.012 us  |      } /* nltest_input [netlink_test] */
//	s, µs         CPU   task's pid     how long it took  name, by its depth
//
// As text, because only the kernel can name its functions at once: reading
// /proc/kallsyms takes seconds in a guest without hardware help. So a time is
// known to the microsecond and a duration to the nanosecond.
//
// Which functions those are is set once, before clones are made of a guest
// (Prepare); the kernel keeps it with tracing off, so that a run that wants none
// pays nothing.
package xray
