// SPDX-License-Identifier: Apache-2.0
// The netlink protocols by number (include/uapi/linux/netlink.h), and the
// project's own.

/** @type {[number, string][]} */
export const protocols = [
  [0, 'NETLINK_ROUTE'], [16, 'NETLINK_GENERIC'], [12, 'NETLINK_NETFILTER'], [4, 'NETLINK_SOCK_DIAG'], [6, 'NETLINK_XFRM'],
  [9, 'NETLINK_AUDIT'], [11, 'NETLINK_CONNECTOR'], [15, 'NETLINK_KOBJECT_UEVENT'], [10, 'NETLINK_FIB_LOOKUP'], [21, 'NETLINK_CRYPTO'],
  [20, 'NETLINK_RDMA'], [8, 'NETLINK_ISCSI'], [18, 'NETLINK_SCSITRANSPORT'], [7, 'NETLINK_SELINUX'], [2, 'NETLINK_USERSOCK'],
  [19, 'NETLINK_ECRYPTFS'], [22, 'NETLINK_SMC'], [30, 'NETLINK_TEST_30'],
];

/** protocolName names a protocol. @param {number} n */
export const protocolName = n => protocols.find(p => p[0] === n)?.[1] ?? String(n);
