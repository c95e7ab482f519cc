// SPDX-License-Identifier: Apache-2.0

// Package labproto is what the page, the server and the guest say to each other.
//
// Everything travels as frames. On a byte stream (virtio-serial, a tty) frames
// follow each other; on a message transport (a websocket) one message is one
// frame. All integers are little-endian, whatever the machine.
//
//	 0               4       5       6       8              12
//	+---------------+-------+-------+-------+---------------+---------
//	| payload bytes | type  | vers. |   0   | sequence no.  | payload …
//	+---------------+-------+-------+-------+---------------+---------
//
// The sequence number is 0 on the guest's port. The hub numbers what it sends
// to a page from 1, so that a page that lost its connection can name the last
// frame it saw and miss none and see none twice.
//
//	page                     hub                      guest
//	 | Hello ---------------> |                         |
//	 | <------------- Welcome |                         |
//	 | <-------------- Status |  (queued, ready, ended) |
//	 |                        | <---------------- Ready |
//	 |                        | Clock ----------------> |
//	 | Run -----------------> | Run ------------------> |
//	 | <---------------- Event| <---------------- Event |  (many)
//	 | Input ---------------> | Input ----------------> |  (what a running program reads)
//	 | Refused <------------- | <-------------- Refused |
//
// A payload is a list of fields: one tag byte, the value's length as an
// unsigned varint, the value. A reader passes over a tag that it does not know,
// so either side may be the newer one. Programs (what to do) and events (what
// happened) have a JSON form as well, read and written by this package without
// reflection: it is the form of step files, of recorded transcripts and of what
// the browser's JavaScript gets.
//
// A run of a program yields events. The list of all its events is the
// transcript, which is all that the page draws and all that an exercise checks.
package labproto
