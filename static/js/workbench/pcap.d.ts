// SPDX-License-Identifier: Apache-2.0
declare module '*.pcap' {
  const bytes: Uint8Array;
  export default bytes;
}
