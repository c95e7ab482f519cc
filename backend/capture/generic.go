// SPDX-License-Identifier: Apache-2.0

package capture

import (
	"fmt"

	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"
)

// Family is a generic netlink family as the running kernel has it.
type Family struct {
	Name string
	// ID is its nlmsg_type, which the kernel handed out.
	ID uint16
	// Groups are its multicast groups' numbers by name.
	Groups map[string]uint32
}

// Families asks nlctrl, the family of families, for all of them.
func Families() ([]Family, error) {
	c, err := netlink.Dial(unix.NETLINK_GENERIC, nil)
	if err != nil {
		return nil, fmt.Errorf("generic netlink: %w", err)
	}
	defer c.Close()
	answers, err := c.Execute(netlink.Message{
		Header: netlink.Header{Type: unix.GENL_ID_CTRL, Flags: netlink.Request | netlink.Dump},
		Data:   []byte{unix.CTRL_CMD_GETFAMILY, 1, 0, 0}, // struct genlmsghdr
	})
	if err != nil {
		return nil, fmt.Errorf("asking nlctrl for its families: %w", err)
	}
	var all []Family
	for _, m := range answers {
		f, err := parseFamily(m.Data)
		if err != nil {
			return nil, fmt.Errorf("nlctrl's answer: %w", err)
		}
		all = append(all, f)
	}
	return all, nil
}

// genlHeader is sizeof(struct genlmsghdr), in bytes.
const genlHeader = 4

func parseFamily(b []byte) (Family, error) {
	f := Family{Groups: map[string]uint32{}}
	if len(b) < genlHeader {
		return f, fmt.Errorf("%d bytes are too few for a struct genlmsghdr", len(b))
	}
	d, err := netlink.NewAttributeDecoder(b[genlHeader:])
	if err != nil {
		return f, err
	}
	for d.Next() {
		switch d.Type() {
		case unix.CTRL_ATTR_FAMILY_ID:
			f.ID = d.Uint16()
		case unix.CTRL_ATTR_FAMILY_NAME:
			f.Name = d.String()
		case unix.CTRL_ATTR_MCAST_GROUPS:
			d.Nested(f.groups)
		}
	}
	return f, d.Err()
}

// groups reads a list of nests, each with a group's name and number.
func (f *Family) groups(list *netlink.AttributeDecoder) error {
	for list.Next() {
		list.Nested(func(g *netlink.AttributeDecoder) error {
			var name string
			var id uint32
			for g.Next() {
				switch g.Type() {
				case unix.CTRL_ATTR_MCAST_GRP_NAME:
					name = g.String()
				case unix.CTRL_ATTR_MCAST_GRP_ID:
					id = g.Uint32()
				}
			}
			f.Groups[name] = id
			return g.Err()
		})
	}
	return list.Err()
}
