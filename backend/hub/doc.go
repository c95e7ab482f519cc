// SPDX-License-Identifier: Apache-2.0

// Package hub joins pages to machines: one session a learner, one websocket at
// a time, one machine at most.
//
//	page <== websocket ==> conn <--> session <--> Lease <==> machine
//	                        |           |
//	                 comes and goes   outbox: frames numbered from 1, kept for
//	                                  a page that comes back
//
// Frames of the guest are checked and passed on as they are. A session without
// a connection lives on for a grace time, with its machine and its run.
package hub
