// SPDX-License-Identifier: Apache-2.0

package nlmsg

import "netlinklab/wasm/nlspec"

// monitorPrefix begins the messages that udev sends on; the kernel's begin with
// "add@/devices/…".
const monitorPrefix = "libudev\x00"

// texts decodes NETLINK_KOBJECT_UEVENT's datagram, which has no struct nlmsghdr
// (lib/kobject_uevent.c):
//
//	add@/devices/virtual/net/veth0 \0 ACTION=add \0 DEVPATH=/devices/… \0 …
//
// udev puts a struct monitor_netlink_header before it.
func (t *Tree) texts(b []byte) {
	if len(b) == 0 {
		return
	}
	msg := t.add(KindMessage, 0, len(b), -1, 0)
	t.Spans[msg].flags = flagText
	off := 0
	if size := int(coreStructs[coreMonitor].size); len(b) >= size && string(b[:len(monitorPrefix)]) == monitorPrefix {
		h := t.add(KindHeader, 0, size, msg, 1)
		t.Spans[h].flags, t.Spans[h].row = flagCore, coreMonitor
		off = size
	}
	for off < len(b) {
		end := off
		for end < len(b) && b[end] != 0 {
			end++
		}
		end = min(end+1, len(b))
		s := t.add(KindField, off, end-off, msg, 1)
		t.Spans[s].Value, t.Spans[s].flags = nlspec.KindString, flagText
		off = end
	}
}

// textName is the key of a KEY=value text, or "event" for the first one. Of a
// text that is neither it is "".
func textName(b []byte) string {
	const longest = 64
	for i, c := range b {
		switch {
		case c == '=' && i > 0:
			return string(b[:i])
		case c == '@' && i > 0:
			return "event"
		case i == longest || !(c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_'):
			return ""
		}
	}
	return ""
}
