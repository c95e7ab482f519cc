// SPDX-License-Identifier: Apache-2.0

/** @typedef {'' | 'good' | 'busy' | 'bad'} Kind of a line */

/**
 * machineLine is what to say when the hub tells of the machine (Status in
 * wasm/labproto): the key of a text, and what it is filled with. A wait that
 * nobody can estimate is left out.
 * @param {any} s @returns {{key: string, values?: Record<string, unknown>, kind: Kind}}
 */
export function machineLine(s) {
  switch (s.state) {
    case 'ready':
      return { key: 'status.ready', values: { kernel: s.kernel, accel: (s.accel ?? '').toUpperCase(), ms: Math.round((s.start_us ?? 0) / 1000) }, kind: 'good' };
    case 'queued':
      return { key: s.wait_ms ? 'status.queued.wait' : 'status.queued', values: { n: s.position, s: Math.ceil((s.wait_ms ?? 0) / 1000) }, kind: 'busy' };
    case 'starting':
      return { key: 'status.starting', kind: 'busy' };
    case 'ended':
      return { key: `status.ended.${s.code}`, kind: s.code === 'panic' || s.code === 'fault' ? 'bad' : '' };
    default:
      return { key: 'status.idle', kind: '' };
  }
}
