// SPDX-License-Identifier: Apache-2.0

package nlspec

// test is the project's own protocol (backend/module/netlink_test/netlink_test.h).
var test = Protocol{Number: 30, Name: "NETLINK_TEST_30", Short: "test", Types: []Type{
	{Value: 0x10, Name: "NLTEST_ECHO"},
	{Value: 0x11, Name: "NLTEST_GREET"},
	{Value: 0x12, Name: "NLTEST_CRASH"},
}}
