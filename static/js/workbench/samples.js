// SPDX-License-Identifier: Apache-2.0
// Captures to start from, each of one command's netlink traffic on a kernel 6.18,
// recorded with strace in a network namespace of its own.

/** look is the place of the message that is the point of it. @type {Record<string, {command: string, look: number, load: () => Promise<{default: Uint8Array}>}>} */
export const samples = {
  address: { command: 'ip address add 192.0.2.1/24 dev veth0', look: 2, load: () => import('./samples/address.pcap') },
  links: { command: 'ip -d link show', look: 3, load: () => import('./samples/links.pcap') },
  routes: { command: 'ip route show table all', look: 2, load: () => import('./samples/routes.pcap') },
  refused: { command: 'ip link set veth0 mtu 20', look: 5, load: () => import('./samples/refused.pcap') },
  class: { command: 'tc class add … htb rate 1mbit', look: 6, load: () => import('./samples/class.pcap') },
  families: { command: 'genl ctrl list', look: 3, load: () => import('./samples/families.pcap') },
  sockets: { command: 'ss -tln', look: 1, load: () => import('./samples/sockets.pcap') },
};
