// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strconv"
	"strings"
)

// testProtocol is what the project's own kernel module speaks.
const testProtocol = 30

// protocols are the protocols of include/uapi/linux/netlink.h by number, without
// "NETLINK_"; the numbers without a name are free.
var protocols = [...]string{
	0: "ROUTE", 2: "USERSOCK", 3: "FIREWALL", 4: "SOCK_DIAG", 5: "NFLOG", 6: "XFRM", 7: "SELINUX", 8: "ISCSI", 9: "AUDIT",
	10: "FIB_LOOKUP", 11: "CONNECTOR", 12: "NETFILTER", 13: "IP6_FW", 14: "DNRTMSG", 15: "KOBJECT_UEVENT", 16: "GENERIC",
	18: "SCSITRANSPORT", 19: "ECRYPTFS", 20: "RDMA", 21: "CRYPTO", 22: "SMC", testProtocol: "TEST_30",
}

// protocolName gives a protocol's kernel name, or its number.
func protocolName(number int32) string {
	if number >= 0 && int(number) < len(protocols) && protocols[number] != "" {
		return "NETLINK_" + protocols[number]
	}
	return fmt.Sprintf("protocol %d", number)
}

// parseProtocol reads a protocol's kernel name, that in short and small letters
// ("route", "sock-diag", "test"), or its number.
func parseProtocol(s string) (int32, error) {
	if n, err := strconv.ParseUint(s, 0, 8); err == nil {
		return int32(n), nil
	}
	word := strings.TrimPrefix(strings.ReplaceAll(strings.ToUpper(s), "-", "_"), "NETLINK_")
	switch word {
	case "TEST":
		return testProtocol, nil
	case "UEVENT":
		word = "KOBJECT_UEVENT"
	case "INET_DIAG", "DIAG":
		word = "SOCK_DIAG"
	case "GENL":
		word = "GENERIC"
	}
	for i, name := range protocols {
		if name == word && word != "" {
			return int32(i), nil
		}
	}
	return 0, fmt.Errorf("no protocol is called %q; there are %s, and numbers up to 255", s, protocolWords())
}

// protocolWords lists the short names.
func protocolWords() string {
	var words []string
	for i, name := range protocols {
		switch {
		case i == testProtocol:
			words = append(words, "test")
		case name != "":
			words = append(words, strings.ToLower(name))
		}
	}
	return strings.Join(words, ", ")
}

// protocolFlag is a flag that takes a protocol.
type protocolFlag int32

func (f *protocolFlag) String() string {
	if *f < 0 {
		return ""
	}
	return strings.ToLower(strings.TrimPrefix(protocolName(int32(*f)), "NETLINK_"))
}

func (f *protocolFlag) Set(s string) error {
	n, err := parseProtocol(s)
	*f = protocolFlag(n)
	return err
}

func (f *protocolFlag) Type() string { return "protocol" }
