// SPDX-License-Identifier: Apache-2.0

// Package worker is an actor: a process of its own that takes steps with raw
// system calls and tells each as events.
//
//	supervisor --- step 3, step 4 ------------> worker
//	supervisor <-- enter, return, sent, done 3, … worker
//
// Both ways go over one SOCK_SEQPACKET pair. A message holds records: a type
// byte, the length as four little-endian bytes, the content. The worker gathers
// records and sends them off before any call that may block and when it has
// nothing left to do, so that the usual run costs two messages and a blocked
// call still shows.
package worker
