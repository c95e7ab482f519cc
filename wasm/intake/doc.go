// SPDX-License-Identifier: Apache-2.0

// Package intake makes a list of messages out of anything that holds some: a
// capture, or a text in one of hextext's forms.
//
//	file --pcap--+
//	             +--> packets --nlmsg_len--> messages
//	text --hextext+
//	          fields of a trace --fieldtext--> bytes
//
// Every byte of every packet is in exactly one message: what no nlmsg_len
// accounts for is a message of its own, and the decoder says what is wrong.
package intake
